package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.Models;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests with some bytes changed: each is answered, or refused with a message. */
class MutatedRequestsTest {
  private static final int BODIES = 97_000;
  private static final int SENT = 3_000;
  private static final long SEED = 20240501;
  private static final String[] WORDS = {
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\"",
    "\\",
    "null",
    "true",
    "NaN",
    "-Infinity",
    "1e999",
    "-0",
    "18446744073709551616",
    "2147483648",
    "\\ud800",
    "\\u0000",
    "{\"b64\":\"",
    "\"x\":",
    "[[[[",
    "\"inputs\":",
    "\"instances\":",
    "\"signature_name\":\"matrix\",",
    "0.1e-400",
    "\n",
    "\0"
  };

  private record Seed(String method, String path, String body) {}

  private static final ImmutableList<Seed> SEEDS =
      ImmutableList.of(
          new Seed("POST", "/v1/models/half_plus_two:predict", "{\"instances\": [1.0, 2.0, NaN]}"),
          new Seed(
              "POST",
              "/v1/models/half_plus_two/versions/1:predict",
              "{\"signature_name\": \"matrix\", \"inputs\": {\"x\": [[1], [-2e3]]}}"),
          new Seed(
              "POST",
              "/v1/models/sensors/versions/1:predict",
              "{\"instances\": [{\"tag\": \"foo\", \"signal\": [1, 2, 3, 4, 5], \"sensor\":"
                  + " [[1, 2], [3, 4]]}, {\"tag\": {\"b64\": \"Zm9v\"}, \"signal\": [3, 4, 1, 2,"
                  + " 5], \"sensor\": [[4, 5], [6, 8]]}]}"),
          new Seed(
              "POST",
              "/v1/models/echo:predict",
              "{\"inputs\": [true, false], \"signature_name\": \"bool\"}"),
          new Seed(
              "POST",
              "/v1/models/echo:predict",
              "{\"inputs\": [[[\"a\", \"b\"], [\"\\u00e9\", \"d\"]]], \"signature_name\":"
                  + " \"cube\"}"),
          new Seed(
              "POST",
              "/v1/models/echo:predict",
              "{\"inputs\": [[[[1]]], [[[2]]]], \"signature_name\": \"any\"}"),
          new Seed(
              "POST",
              "/v1/models/half_plus_two/labels/stable:classify",
              "{\"signature_name\": \"classify\", \"context\": {\"y\": [1, 2]}, \"examples\":"
                  + " [{\"x\": 1.5, \"z\": [\"a\", {\"b64\": \"AA==\"}]}]}"),
          new Seed(
              "POST",
              "/v1/models/half_plus_two:regress",
              "{\"signature_name\": \"regress\", \"examples\": [{\"x\": 1.5}, {\"x\": [2.5]}]}"),
          new Seed(
              "POST",
              "/v2/models/sensors/infer",
              "{\"id\": \"1\", \"inputs\": [{\"name\": \"tag\", \"shape\": [1], \"datatype\":"
                  + " \"BYTES\", \"data\": [\"foo\"]}, {\"name\": \"signal\", \"shape\": [1, 5],"
                  + " \"datatype\": \"FP32\", \"data\": [1, 2, 3, 4, 5]}, {\"name\": \"sensor\","
                  + " \"shape\": [1, 2, 2], \"datatype\": \"INT64\", \"data\": [[[1, 2], [3,"
                  + " 4]]]}], \"outputs\": [{\"name\": \"tag\"}]}"),
          new Seed("GET", "/v1/models/half_plus_two/versions/1/metadata", ""),
          new Seed("GET", "/v2/models/sensors/versions/1", ""));

  @TempDir static Path directory;
  private static Models models;
  private final Random random = new Random(SEED);

  @BeforeAll
  static void open() {
    models = RestFixture.models(directory);
  }

  @AfterAll
  static void close() {
    models.close();
  }

  private byte[] mutated(byte[] bytes) {
    byte[] mutated = bytes;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = mutated.length == 0 ? 0 : random.nextInt(mutated.length);
      int length = Math.min(mutated.length - at, 1 + random.nextInt(8));
      mutated =
          switch (random.nextInt(6)) {
            case 0 -> replaced(mutated, at, length, new byte[0]);
            case 1 -> replaced(mutated, at, 0, Arrays.copyOfRange(mutated, at, at + length));
            case 2 ->
                replaced(mutated, at, Math.min(1, length), new byte[] {(byte) random.nextInt(256)});
            case 3 -> replaced(mutated, at, mutated.length - at, new byte[0]);
            case 4 -> {
              int from = mutated.length == 0 ? 0 : random.nextInt(mutated.length);
              int to = Math.min(mutated.length, from + random.nextInt(40));
              yield replaced(mutated, at, 0, Arrays.copyOfRange(mutated, from, to));
            }
            default ->
                replaced(
                    mutated,
                    at,
                    random.nextInt(2) * length,
                    WORDS[random.nextInt(WORDS.length)].getBytes(ISO_8859_1));
          };
    }
    return mutated;
  }

  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    byte[] replaced = new byte[bytes.length - length + by.length];
    System.arraycopy(bytes, 0, replaced, 0, at);
    System.arraycopy(by, 0, replaced, at, by.length);
    System.arraycopy(bytes, at + length, replaced, at + by.length, bytes.length - at - length);
    return replaced;
  }

  @Test
  void bodiesAreAnsweredOrRefusedWithAMessage() {
    RestApi api = new RestApi(models, RestLimits.defaults(), ImmutableList.of());
    TreeMap<Integer, Integer> statuses = new TreeMap<>();
    for (int i = 0; i < BODIES; i++) {
      Seed seed = SEEDS.get(i % SEEDS.size());
      byte[] body = mutated(seed.body.getBytes(UTF_8));
      String path =
          i % 5 == 0 ? new String(mutated(seed.path.getBytes(ISO_8859_1)), ISO_8859_1) : seed.path;
      Answer answer;
      try {
        answer =
            api.answer(
                Route.of(seed.method, path),
                seed.method,
                path,
                Body.of(body),
                Long.MAX_VALUE,
                new Trace());
      } catch (RuntimeException e) {
        assertThat(RestApi.isExpected(e))
            .as("%s: %s %s: %s", e, seed.method, path, new String(body, UTF_8))
            .isTrue();
        assertThat(e.getMessage()).isNotBlank();
        answer = api.error(e);
      }
      statuses.merge(answer.status(), 1, Integer::sum);
      if (answer.status() >= 500) {
        assertThat(answer.status())
            .as("%s %s: %s", seed.method, path, new String(body, UTF_8))
            .isEqualTo(501);
      }
    }
    assertThat(statuses.keySet()).contains(200, 400, 404);
    assertThat(statuses.get(400)).isGreaterThan(BODIES / 4);
  }

  @Test
  void brokenHttpIsAnsweredOrCutOffAndLeavesNothingBehind() throws Exception {
    try (RestServer server = RestServer.start(models, RestOptions.defaults().withPort(0))) {
      int threads = 0;
      for (int i = 0; i < SENT; i++) {
        if (i == SENT / 2) {
          threads = Thread.activeCount();
        }
        Seed seed = SEEDS.get(i % SEEDS.size());
        byte[] body = seed.body.getBytes(UTF_8);
        String head =
            seed.method
                + " "
                + seed.path
                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\n"
                + (i % 3 == 0
                    ? "Transfer-Encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length)
                        + "\r\n"
                    : "Content-Length: " + body.length + "\r\n\r\n");
        byte[] request = concatenated(head.getBytes(ISO_8859_1), body);
        if (i % 3 == 0) {
          request = concatenated(request, "\r\n0\r\n\r\n".getBytes(ISO_8859_1));
        }
        List<String> answers = answers(server.port(), mutated(request));
        for (String answer : answers) {
          int status = Integer.parseInt(answer.substring(9, 12));
          assertThat(status)
              .isIn(100, 200, 400, 401, 404, 405, 408, 411, 413, 414, 415, 417, 426, 431, 501, 505);
          if (status >= 400) {
            assertThat(answer).contains("{\"error\":\"");
          }
        }
      }
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 4);
    }
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    return replaced(first, first.length, 0, second);
  }

  /** The answers on a connection of its own that sends no more than that. */
  private static List<String> answers(int port, byte[] request) throws IOException {
    List<String> answers = new ArrayList<>();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      for (String answer : all.split("(?=HTTP/1\\.[01] \\d\\d\\d )", -1)) {
        if (answer.startsWith("HTTP/1.")) {
          answers.add(answer);
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no end of " + new String(request, ISO_8859_1), e);
    } catch (IOException e) {
      // The server may have closed before all was sent.
    }
    return answers;
  }
}
