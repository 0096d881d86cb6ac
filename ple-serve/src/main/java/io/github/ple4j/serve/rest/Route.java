package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.VersionChoice;
import io.github.ple4j.serve.rest.RestExchange.EntryPoint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a URL asks for.
 *
 * @param model empty where there is none
 */
record Route(Api api, String model, VersionChoice version) {
  /** What can be asked for. */
  enum Api {
    PREDICT(true, EntryPoint.PREDICT),
    CLASSIFY(true, EntryPoint.CLASSIFY),
    REGRESS(true, EntryPoint.REGRESS),
    STATUS(false, EntryPoint.STATUS),
    METADATA(false, EntryPoint.METADATA),
    KSERVE_SERVER(false, EntryPoint.KSERVE),
    LIVE(false, EntryPoint.HEALTH),
    READY(false, EntryPoint.HEALTH),
    KSERVE_MODEL(false, EntryPoint.KSERVE),
    KSERVE_MODEL_READY(false, EntryPoint.HEALTH),
    INFER(true, EntryPoint.INFER),
    PAGE(false, EntryPoint.PAGE);

    private final boolean post;
    private final EntryPoint entryPoint;

    Api(boolean post, EntryPoint entryPoint) {
      this.post = post;
      this.entryPoint = entryPoint;
    }

    boolean isPost() {
      return post;
    }

    EntryPoint entryPoint() {
      return entryPoint;
    }
  }

  private static final Pattern PREDICTION =
      Pattern.compile(
          "/v1/models/([^/:]+)(?:/versions/([0-9]+)|/labels/([^/:]+))?"
              + ":(classify|regress|predict)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern STATUS =
      Pattern.compile(
          "/v1/models(?:/([^/:]+))?(?:/versions/([0-9]+)|/labels/([^/:]+))?(/metadata)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern KSERVE =
      Pattern.compile(
          "/v2/models/([^/]+)(?:/versions/([0-9]+))?(/ready|/infer)?", Pattern.CASE_INSENSITIVE);
  private static final int SHOWN_CHARACTERS = 256;

  /**
   * Reads a request's first line.
   *
   * @param path as it came, without the query
   * @throws RefusedException if there is nothing to be had there, or not by that method
   * @throws ServingException if a name or version in it is none
   */
  static Route of(String method, String path) {
    Route route = ofPath(method, path);
    boolean allowed =
        route.api.isPost() ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
    if (allowed) {
      return route;
    }
    String allow = route.api.isPost() ? "POST" : "GET, HEAD";
    if (path.regionMatches(true, 0, "/v1/", 0, 4)) {
      // TensorFlow Serving has no 405.
      throw RefusedException.notAllowed(400, malformed(method, path), allow);
    }
    throw RefusedException.notAllowed(
        405, "expected " + allow + ", found " + shown(method) + " " + shown(path), allow);
  }

  private static Route ofPath(String method, String path) {
    if (path.regionMatches(true, 0, "/v1/", 0, 4)) {
      Matcher matcher = PREDICTION.matcher(path);
      if (matcher.matches()) {
        return new Route(
            Api.valueOf(matcher.group(4).toUpperCase(Locale.ROOT)),
            decoded("model name", matcher.group(1)),
            version(matcher.group(2), matcher.group(3)));
      }
      matcher = STATUS.matcher(path);
      if (matcher.matches()) {
        return new Route(
            matcher.group(4) == null ? Api.STATUS : Api.METADATA,
            matcher.group(1) == null ? "" : decoded("model name", matcher.group(1)),
            version(matcher.group(2), matcher.group(3)));
      }
      throw ServingException.invalid(malformed(method, path));
    }
    if (path.regionMatches(true, 0, "/v2", 0, 3) && (path.length() == 3 || path.charAt(3) == '/')) {
      return kserve(method, path);
    }
    return new Route(Api.PAGE, "", VersionChoice.latest());
  }

  private static Route kserve(String method, String path) {
    Matcher matcher = KSERVE.matcher(path);
    if (matcher.matches()) {
      String verb = matcher.group(3) == null ? "" : matcher.group(3).toLowerCase(Locale.ROOT);
      Api api =
          switch (verb) {
            case "/ready" -> Api.KSERVE_MODEL_READY;
            case "/infer" -> Api.INFER;
            default -> Api.KSERVE_MODEL;
          };
      return new Route(
          api, decoded("model name", matcher.group(1)), version(matcher.group(2), null));
    }
    Api api =
        switch (path.toLowerCase(Locale.ROOT)) {
          case "/v2", "/v2/" -> Api.KSERVE_SERVER;
          case "/v2/health/live" -> Api.LIVE;
          case "/v2/health/ready" -> Api.READY;
          default -> throw notFound(method, path);
        };
    return new Route(api, "", VersionChoice.latest());
  }

  static RefusedException notFound(String method, String path) {
    return new RefusedException(404, "Not found: " + shown(method) + " " + shown(path));
  }

  private static String malformed(String method, String path) {
    return "Malformed request: " + shown(method) + " " + shown(path);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }

  private static VersionChoice version(@Nullable String number, @Nullable String label) {
    if (number != null) {
      try {
        return VersionChoice.number(Long.parseLong(number));
      } catch (NumberFormatException e) {
        throw ServingException.invalid(
            "Failed to convert version: " + shown(number) + " to numeric.");
      }
    }
    return label == null
        ? VersionChoice.latest()
        : VersionChoice.label(decoded("model version label", label));
  }

  /** A part of a path without its percent signs. */
  private static String decoded(String what, String part) {
    if (part.indexOf('%') < 0) {
      return part;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    boolean valid = true;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '%') {
        int high = i + 2 < part.length() ? Character.digit(part.charAt(i + 1), 16) : -1;
        int low = i + 2 < part.length() ? Character.digit(part.charAt(i + 2), 16) : -1;
        valid &= high >= 0 && low >= 0;
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.writeBytes(String.valueOf(c).getBytes(UTF_8));
      }
    }
    try {
      if (valid) {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
      }
    } catch (CharacterCodingException e) {
      // Told below.
    }
    throw ServingException.invalid("Failed to decode " + what + ":" + shown(part));
  }
}
