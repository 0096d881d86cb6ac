package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RestCallersTest {
  @Test
  void refusedIsNotFailed() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.answering(
                ScriptedServer.answer(200, "{}"),
                ScriptedServer.answer(429, "{}"),
                ScriptedServer.answer(503, "{}"),
                ScriptedServer.answer(503, "{}"),
                ScriptedServer.answer(200, "{}"),
                ScriptedServer.answer(500, "the model\nis broken"));
        RestCallers callers = new RestCallers.Request(server.uri(), "{}").open(1)) {
      assertThat(callers.send(0)).isFalse();
      assertThat(callers.send(0)).isFalse();
      assertThat(callers.send(0)).isFalse();
      assertThat(callers.send(0)).isTrue();
      assertThat(callers.tooMany()).isEqualTo(1);
      assertThat(callers.unavailable()).isEqualTo(2);
      assertThatThrownBy(() -> callers.send(0))
          .isInstanceOf(IOException.class)
          .hasMessage(server.uri() + ": expected status 200, found 500: the model");
    }
  }

  @Test
  void aWrongRequestIsToldBeforeTheLoad() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(ScriptedServer.answer(404, "{\"error\": \"no such model\"}"))) {
      assertThatThrownBy(() -> new RestCallers.Request(server.uri(), "{}").open(2))
          .isInstanceOf(IOException.class)
          .hasMessage(
              server.uri() + ": expected status 200, found 404: {\"error\": \"no such model\"}");
    }
  }
}
