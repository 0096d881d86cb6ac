package io.github.ple4j.serve.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.rest.RestPage;
import io.github.ple4j.serve.rest.RestPages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Optional;

/** The page for a person, what it shows, and the metrics. */
final class StatusPages implements RestPages {
  private static final String DATA = "/status.json";

  private final RestPage page;
  private final StatusJson data;
  private final PrometheusMetrics metrics;
  private final Optional<String> metricsPath;

  StatusPages(Models models, PrometheusMetrics metrics, Optional<String> metricsPath) {
    this.metrics = metrics;
    this.metricsPath = metricsPath;
    data = new StatusJson(models, metrics);
    page = assembled();
  }

  /** A page that loads nothing and runs nothing but what is in it. */
  private static RestPage assembled() {
    String style = resource("status.css");
    String script = resource("status.js");
    String policy =
        "default-src 'none'; script-src '"
            + hash(script)
            + "'; style-src '"
            + hash(style)
            + "'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";
    String html = resource("status.html").replace("{{style}}", style).replace("{{script}}", script);
    return new RestPage(
        200,
        "text/html; charset=utf-8",
        html.getBytes(UTF_8),
        ImmutableMap.of(
            "Content-Security-Policy", policy,
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "Cache-Control", "no-cache"));
  }

  private static String hash(String text) {
    return "sha256-"
        + Base64.getEncoder().encodeToString(Hashing.sha256().hashString(text, UTF_8).asBytes());
  }

  private static String resource(String name) {
    try {
      return Resources.toString(Resources.getResource(StatusPages.class, name), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<RestPage> page(String path) {
    if (path.equals("/")) {
      return Optional.of(page);
    }
    if (path.equals(DATA)) {
      return Optional.of(
          new RestPage(
              200,
              "application/json",
              data.text().getBytes(UTF_8),
              ImmutableMap.of("Cache-Control", "no-store", "X-Content-Type-Options", "nosniff")));
    }
    return metricsPath
        .filter(path::equals)
        .map(found -> RestPage.of(PrometheusMetrics.CONTENT_TYPE, metrics.scrape()));
  }

  /** The page itself says nothing, and has the field for the token. */
  @Override
  public boolean needsToken(String path) {
    return !path.equals("/");
  }
}
