package io.github.ple4j.serve.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
  private static final long TIME = TimeUnit.MINUTES.toNanos(1);

  private final BodyMemory memory = new BodyMemory(1 << 20);
  private final BlockingQueue<Long> held = new LinkedBlockingQueue<>();

  @Test
  void anErrorGivesTheMemoryBack() throws Exception {
    Server server = new Server();
    LocalConnector connector = new LocalConnector(server);
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            long deadlineNanos = System.nanoTime() + TIME;
            new BodyReader(
                    new FailingRequest(request),
                    1000,
                    memory,
                    deadlineNanos,
                    body -> callback.succeeded(),
                    callback::failed)
                .read();
            return true;
          }
        });
    server.start();
    try {
      connector.getResponse(
          "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
      assertThat(held.poll(1, TimeUnit.MINUTES)).isEqualTo(3);
    } finally {
      server.stop();
    }
    assertThat(memory.taken()).isZero();
  }

  /** Of which no more can be read once memory was taken for it. */
  private final class FailingRequest extends Request.Wrapper {
    FailingRequest(Request request) {
      super(request);
    }

    @Override
    public Content.@Nullable Chunk read() {
      if (memory.taken() > 0) {
        held.add(memory.taken());
        throw new OutOfMemoryError("of the test");
      }
      return super.read();
    }
  }
}
