package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  @Test
  void requestsShareAConnection() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.answering(
                ScriptedServer.answer(200, "first é\nline"), ScriptedServer.answer(404, ""));
        HttpConnection connection = HttpConnection.open(server.uri())) {
      byte[] request = HttpConnection.post(server.uri(), "{}");
      assertThat(connection.send(request))
          .isEqualTo(new HttpConnection.Answer(200, "first é\nline"));
      assertThat(connection.send(request)).isEqualTo(new HttpConnection.Answer(404, ""));
      assertThat(server.requests())
          .containsExactly(
              "POST /v1/models/m:predict HTTP/1.1 {}", "POST /v1/models/m:predict HTTP/1.1 {}");
    }
  }

  @Test
  void aConnectionThatTheServerClosesIsOpenedAgain() throws Exception {
    String last = "HTTP/1.1 408 Text\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    try (ScriptedServer server =
            ScriptedServer.answering(last, "", ScriptedServer.answer(200, "again"));
        HttpConnection connection = HttpConnection.open(server.uri())) {
      byte[] request = HttpConnection.post(server.uri(), "{}");
      assertThat(connection.send(request).status()).isEqualTo(408);
      assertThatThrownBy(() -> connection.send(request))
          .isInstanceOf(IOException.class)
          .hasMessage("the server closed the connection in place of an answer");
      assertThat(connection.send(request).body()).isEqualTo("again");
    }
  }

  @Test
  void anAnswerOfUnknownLengthIsRefused() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")) {
      assertThatThrownBy(() -> HttpConnection.get(server.uri()))
          .isInstanceOf(IOException.class)
          .hasMessage("expected an answer with Content-Length, found none");
    }
  }

  @Test
  void whatIsNotHttpIsRefused() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("SSH-2.0\r\n")) {
      assertThatThrownBy(() -> HttpConnection.get(server.uri()))
          .isInstanceOf(IOException.class)
          .hasMessage("expected an answer of HTTP/1.1, found SSH-2.0");
    }
    assertThatThrownBy(() -> HttpConnection.get(URI.create("https://127.0.0.1/")))
        .isInstanceOf(IOException.class)
        .hasMessage("expected a URL such as http://host:port/path, found https://127.0.0.1/");
  }
}
