package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.rest.RestFixture.Answered;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestSecurityTest {
  private static final String PREDICT = "/v1/models/half_plus_two:predict";
  private static final String BODY = "{\"instances\": [1]}";
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir static Path directory;
  private static RestFixture rest;

  @BeforeAll
  static void open() throws IOException {
    rest =
        RestFixture.open(
            directory.resolve("models"),
            RestOptions.defaults()
                .withToken("s3cret")
                .withPages(
                    new RestPages() {
                      @Override
                      public Optional<RestPage> page(String path) {
                        return path.equals("/open") || path.equals("/closed")
                            ? Optional.of(RestPage.of("text/plain", path))
                            : Optional.empty();
                      }

                      @Override
                      public boolean needsToken(String path) {
                        return !path.equals("/open");
                      }
                    }));
  }

  @AfterAll
  static void close() {
    rest.close();
  }

  @Test
  void onlyWhoKnowsTheTokenIsAnswered() {
    for (String header : new String[] {"", "Bearer", "Bearer wrong", "Basic s3cret", "s3cret"}) {
      HttpRequest.Builder request =
          rest.request(PREDICT).POST(HttpRequest.BodyPublishers.ofString(BODY));
      Answered answered =
          rest.send(header.isEmpty() ? request : request.header("Authorization", header));
      assertThat(answered.status()).isEqualTo(401);
      assertThat(answered.response().headers().firstValue("www-authenticate")).contains("Bearer");
      assertThat(answered.body()).startsWith("{\"error\":").doesNotContain("s3cret");
    }
    assertThat(
            rest.send(
                    rest.request(PREDICT)
                        .header("Authorization", "bearer s3cret")
                        .POST(HttpRequest.BodyPublishers.ofString(BODY)))
                .body())
        .isEqualTo("{\"predictions\":[2.5]}");
  }

  @Test
  void healthAndOpenPagesNeedNoToken() {
    assertThat(rest.get("/v2/health/live").status()).isEqualTo(200);
    assertThat(rest.get("/v2/health/ready").status()).isEqualTo(200);
    assertThat(rest.get("/open").status()).isEqualTo(200);
    assertThat(rest.get("/closed").status()).isEqualTo(401);
    assertThat(rest.get("/nothing").status()).isEqualTo(401);
    assertThat(rest.get("/v1/nothing").status()).isEqualTo(401);
    assertThat(rest.get("/v1/models/half_plus_two").status()).isEqualTo(401);
  }

  @Test
  void theTokenIsNotInTheOptionsText() {
    assertThat(RestOptions.defaults().withToken("s3cret").toString()).doesNotContain("s3cret");
  }

  @Test
  void tlsTakesFilesInPem() throws Exception {
    KeyStore store = selfSigned(directory.resolve("store.p12"));
    Certificate certificate = store.getCertificate("server");
    byte[] key = store.getKey("server", PASSWORD).getEncoded();
    Path certificates = directory.resolve("server.crt");
    Path pkcs8 = directory.resolve("server.key");
    Path pkcs1 = directory.resolve("server.rsa.key");
    Files.writeString(certificates, pem("CERTIFICATE", certificate.getEncoded()), US_ASCII);
    Files.writeString(pkcs8, pem("PRIVATE KEY", key), US_ASCII);
    // The key's own 26 bytes lie before it.
    Files.writeString(
        pkcs1, pem("RSA PRIVATE KEY", Arrays.copyOfRange(key, 26, key.length)), US_ASCII);
    for (Path file : new Path[] {pkcs8, pkcs1}) {
      try (RestServer server =
          RestServer.start(
              rest.models(),
              RestOptions.defaults().withPort(0).withTls(new RestTls(certificates, file)))) {
        HttpClient client =
            HttpClient.newBuilder().sslContext(trusting((X509Certificate) certificate)).build();
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + PREDICT))
                    .POST(HttpRequest.BodyPublishers.ofString(BODY))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("{\"predictions\":[2.5]}");
      }
    }
    checkRefused(rest.models(), pkcs8, pkcs8, "expected certificates in PEM");
    checkRefused(rest.models(), certificates, certificates, "expected a private key in PEM");
    checkRefused(rest.models(), certificates, directory.resolve("none"), "none");
  }

  private static void checkRefused(Models models, Path certificates, Path key, String message) {
    assertThatThrownBy(
            () ->
                RestServer.start(
                        models,
                        RestOptions.defaults().withPort(0).withTls(new RestTls(certificates, key)))
                    .close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static KeyStore selfSigned(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=DNS:localhost",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  private static String pem(String type, byte[] bytes) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static SSLContext trusting(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
