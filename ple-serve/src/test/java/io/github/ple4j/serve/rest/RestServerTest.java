package io.github.ple4j.serve.rest;

import static com.google.common.util.concurrent.Uninterruptibles.awaitUninterruptibly;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.rest.RestExchange.EntryPoint;
import io.github.ple4j.serve.rest.RestFixture.Answered;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestServerTest {
  private static final String PREDICT = "/v1/models/half_plus_two:predict";
  private static final String BODY = "{\"instances\": [1]}";
  private static final String ANSWER = "{\"predictions\":[2.5]}";

  @TempDir static Path directory;
  private static RestFixture rest;
  private static final BlockingQueue<RestExchange> EXCHANGES = new LinkedBlockingQueue<>();

  @BeforeAll
  static void open() throws IOException {
    rest =
        RestFixture.open(
            directory,
            RestOptions.defaults()
                .withLimits(
                    RestLimits.defaults()
                        .withMaximumBodyBytes(10_000)
                        .withMaximumRows(100)
                        .withMaximumHeaderBytes(4096))
                .withPages(
                    path ->
                        path.equals("/page")
                            ? Optional.of(
                                new RestPage(
                                    203, "text/plain", new byte[] {'a'}, ImmutableMap.of("X", "y")))
                            : Optional.empty())
                .withListener(
                    new RestListener() {
                      @Override
                      public void answered(RestExchange exchange) {
                        EXCHANGES.add(exchange);
                      }
                    }));
  }

  @AfterAll
  static void close() {
    rest.close();
  }

  /** What comes back on a connection of its own until the server closes it. */
  private static String raw(String request) throws IOException {
    return raw(rest.port(), request);
  }

  private static String raw(int port, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static void checkRefused(String answer, int status, String error) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .containsIgnoringCase("content-type: application/json")
        .contains("{\"error\":\"" + error);
  }

  @Test
  void anyContentTypeWillDo() {
    assertThat(
            rest.send(
                    rest.request(PREDICT)
                        .header("Content-Type", "image/png")
                        .POST(HttpRequest.BodyPublishers.ofString(BODY)))
                .body())
        .isEqualTo(ANSWER);
  }

  @Test
  void pathsThatAreNoneAreMalformedOrNotFound() {
    Answered answered = rest.get("/v1/nothing");
    assertThat(answered.status()).isEqualTo(400);
    assertThat(answered.body()).isEqualTo("{\"error\":\"Malformed request: GET /v1/nothing\"}");
    assertThat(rest.post("/v1/models/half_plus_two:train", BODY).body())
        .isEqualTo("{\"error\":\"Malformed request: POST /v1/models/half_plus_two:train\"}");
    answered = rest.get("/nothing");
    assertThat(answered.status()).isEqualTo(404);
    assertThat(answered.body()).isEqualTo("{\"error\":\"Not found: GET /nothing\"}");
    assertThat(rest.get("/v2/nothing").status()).isEqualTo(404);
  }

  @Test
  void otherMethodsAreRefusedWithThoseThatAreAllowed() {
    Answered answered = rest.get(PREDICT);
    assertThat(answered.status()).isEqualTo(400);
    assertThat(answered.body()).isEqualTo("{\"error\":\"Malformed request: GET " + PREDICT + "\"}");
    assertThat(answered.response().headers().firstValue("allow")).contains("POST");
    answered = rest.post("/v2/health/live", "");
    assertThat(answered.status()).isEqualTo(405);
    assertThat(answered.response().headers().firstValue("allow")).contains("GET, HEAD");
    for (String method : new String[] {"OPTIONS", "PUT", "DELETE", "TRACE"}) {
      answered =
          rest.send(rest.request(PREDICT).method(method, HttpRequest.BodyPublishers.noBody()));
      assertThat(answered.status()).isEqualTo(400);
      assertThat(answered.body()).startsWith("{\"error\":\"Malformed request: " + method);
    }
  }

  @Test
  void headIsGetWithoutTheBody() {
    Answered answered =
        rest.send(
            rest.request("/v2/health/live").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(answered.status()).isEqualTo(200);
    assertThat(answered.body()).isEmpty();
    assertThat(answered.response().headers().firstValue("content-length")).contains("13");
  }

  @Test
  void pagesAreServedAsTheyAre() {
    Answered answered = rest.get("/page?query=1");
    assertThat(answered.status()).isEqualTo(203);
    assertThat(answered.body()).isEqualTo("a");
    assertThat(answered.response().headers().firstValue("x")).contains("y");
    assertThat(answered.response().headers().firstValue("content-type")).contains("text/plain");
  }

  @Test
  void gzipIsUnpackedAndItsBombsAreNot() throws IOException {
    Answered answered = rest.send(packed(BODY));
    assertThat(answered.body()).isEqualTo(ANSWER);
    answered = rest.send(packed(" ".repeat(9_999) + "1"));
    assertThat(answered.status()).isEqualTo(400);
    answered = rest.send(packed(" ".repeat(10_000_000)));
    assertThat(answered.status()).isEqualTo(413);
    answered =
        rest.send(
            rest.request(PREDICT)
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString(BODY)));
    assertThat(answered.status()).isEqualTo(400);
    answered =
        rest.send(
            rest.request(PREDICT)
                .header("Content-Encoding", "br")
                .POST(HttpRequest.BodyPublishers.ofString(BODY)));
    assertThat(answered.status()).isEqualTo(415);
  }

  private static HttpRequest.Builder packed(String body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(UTF_8));
    }
    return rest.request(PREDICT)
        .header("Content-Encoding", "gzip")
        .POST(HttpRequest.BodyPublishers.ofByteArray(bytes.toByteArray()));
  }

  @Test
  void bodiesBeyondTheLimitAreRefused() throws IOException {
    Answered answered = rest.post(PREDICT, " ".repeat(10_001));
    assertThat(answered.status()).isEqualTo(413);
    assertThat(answered.body())
        .isEqualTo("{\"error\":\"expected a body of at most 10000 bytes, found 10001\"}");
    checkRefused(
        raw(
            "POST "
                + PREDICT
                + " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n"
                + " ".repeat(20_000)
                + "\r\n0\r\n\r\n"),
        413,
        "expected a body of at most 10000 bytes");
    assertThat(rest.post(PREDICT, BODY + " ".repeat(10_000 - BODY.length())).body())
        .isEqualTo(ANSWER);
  }

  @Test
  void rowsBeyondTheLimitAreRefused() {
    for (String key : new String[] {"instances", "inputs"}) {
      Answered answered = rest.post(PREDICT, "{\"" + key + "\": [" + "1,".repeat(100) + "1]}");
      assertThat(answered.status()).isEqualTo(400);
      assertThat(answered.body()).isEqualTo("{\"error\":\"a request may have at most 100 rows\"}");
    }
  }

  @Test
  void whatJettyRefusesIsJsonToo() throws IOException {
    checkRefused(raw("GET / HTTP/1.1\r\nHost: h\r\nX: " + "x".repeat(5000) + "\r\n\r\n"), 431, "");
    checkRefused(raw("GET /" + "x".repeat(5000) + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414, "");
    checkRefused(raw("GET / HTTP/1.1\r\n\r\n"), 400, "");
    checkRefused(raw("GARBAGE\r\n\r\n"), 400, "");
    checkRefused(
        raw("GET /v1/models/a%2f..%2fb HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 400, "");
    checkRefused(raw("GET /%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"), 400, "");
    checkRefused(raw("GET / HTTP/3.0\r\nHost: h\r\n\r\n"), 505, "");
  }

  /** A server that gives a request half a second. */
  private static RestServer impatient() throws IOException {
    return RestServer.start(
        rest.models(),
        RestOptions.defaults()
            .withPort(0)
            .withLimits(
                RestLimits.defaults().withTimes(Duration.ofSeconds(5), Duration.ofMillis(500))));
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsNotWaitedFor() throws IOException {
    try (RestServer server = impatient()) {
      checkRefused(
          raw(
              server.port(),
              "POST " + PREDICT + " HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n{\"in"),
          408,
          "the request's body did not come in time");
    }
  }

  @Test
  void headersThatDoNotComeInTimeAreNotWaitedFor() throws IOException {
    try (RestServer server = impatient();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      boolean open = true;
      socket.getOutputStream().write("GET / HTTP/1.1\r\nX: ".getBytes(ISO_8859_1));
      for (int i = 0; open && i < 200; i++) {
        try {
          socket.getOutputStream().write('x');
          Thread.sleep(50);
        } catch (IOException | InterruptedException e) {
          open = false;
        }
      }
      assertThat(open).isFalse();
    }
  }

  @Test
  void aBodyThatIsCutOffIsForgotten() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rest.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST " + PREDICT + " HTTP/1.1\r\nHost: h\r\nContent-Length: 20\r\n\r\n{")
                  .getBytes(ISO_8859_1));
    }
    assertThat(rest.post(PREDICT, BODY).body()).isEqualTo(ANSWER);
  }

  @Test
  void expectationsAreMet() throws IOException {
    assertThat(
            raw(
                "POST "
                    + PREDICT
                    + " HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nConnection: close\r\n"
                    + "Content-Length: "
                    + BODY.length()
                    + "\r\n\r\n"
                    + BODY))
        .contains("HTTP/1.1 200")
        .endsWith(ANSWER);
  }

  @Test
  void theListenerIsToldOfEveryRequest() throws InterruptedException {
    rest.post("/v1/models/half_plus_two/labels/stable:predict?a=b", BODY);
    RestExchange exchange = exchange("/v1/models/half_plus_two/labels/stable:predict");
    assertThat(exchange.method()).isEqualTo("POST");
    assertThat(exchange.entryPoint()).isEqualTo(EntryPoint.PREDICT);
    assertThat(exchange.model()).isEqualTo("half_plus_two");
    assertThat(exchange.version()).hasValue(1);
    assertThat(exchange.signature()).isEqualTo("serving_default");
    assertThat(exchange.status()).isEqualTo(200);
    assertThat(exchange.bytesIn()).isEqualTo(BODY.length());
    assertThat(exchange.bytesOut()).isEqualTo(ANSWER.length());
    assertThat(exchange.nanos()).isPositive();
    assertThat(exchange.remote()).isEqualTo("127.0.0.1");
    rest.get("/v1/models/none/metadata");
    exchange = exchange("/v1/models/none/metadata");
    assertThat(exchange.entryPoint()).isEqualTo(EntryPoint.METADATA);
    assertThat(exchange.model()).isEmpty();
    assertThat(exchange.status()).isEqualTo(404);
  }

  /** What is told of a path; what other tests asked for may be told first. */
  private static RestExchange exchange(String path) throws InterruptedException {
    while (true) {
      RestExchange exchange = EXCHANGES.poll(20, TimeUnit.SECONDS);
      assertThat(exchange).as(path).isNotNull();
      if (exchange.path().equals(path)) {
        return exchange;
      }
    }
  }

  @Test
  void whatWasTakenIsAnsweredBeforeTheEnd() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    RestServer server =
        RestServer.start(
            rest.models(),
            RestOptions.defaults()
                .withPort(0)
                .withPages(
                    path -> {
                      asked.countDown();
                      awaitUninterruptibly(answer);
                      return Optional.of(RestPage.of("text/plain", "late"));
                    }));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<HttpResponse<String>> late =
          threads.submit(
              () ->
                  HttpClient.newHttpClient()
                      .send(
                          HttpRequest.newBuilder(
                                  URI.create("http://127.0.0.1:" + server.port() + "/"))
                              .build(),
                          HttpResponse.BodyHandlers.ofString()));
      asked.await();
      int port = server.port();
      Future<?> closed = threads.submit(server::close);
      while (isOpen(port)) {
        Thread.sleep(10);
      }
      assertThat(closed.isDone()).isFalse();
      answer.countDown();
      assertThat(late.get().body()).isEqualTo("late");
      closed.get();
      server.close();
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isOpen(int port) {
    try {
      new Socket(InetAddress.getLoopbackAddress(), port).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPortThatIsTakenIsSaid() {
    assertThatThrownBy(
            () ->
                RestServer.start(rest.models(), RestOptions.defaults().withPort(rest.port()))
                    .close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot listen at 127.0.0.1:" + rest.port());
  }
}
