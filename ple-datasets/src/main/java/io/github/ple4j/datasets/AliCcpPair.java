package io.github.ple4j.datasets;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Writes a skeleton and its common features: chunks are made by some threads and written in order
 * by the caller's, so that the files do not depend on how many threads there are.
 */
final class AliCcpPair {
  private final AliCcpLog log;
  private final Supplier<AliCcpSession> sessions;
  private final AliCcpCatalogue catalogue;
  private final int threads;

  AliCcpPair(
      AliCcpLog log, AliCcpCatalogue catalogue, Supplier<AliCcpSession> sessions, int threads) {
    this.log = log;
    this.catalogue = catalogue;
    this.sessions = sessions;
    this.threads = threads;
  }

  /** What makes a chunk needs, and the chunk; used by one thread after the other. */
  private final class Maker {
    private final AliCcpSession session = sessions.get();
    private final AliCcpLines lines = new AliCcpLines(catalogue);
    private final AliCcpChunk chunk = new AliCcpChunk();

    Callable<Maker> task(int number) {
      return () -> {
        chunk.fill(number, session, lines);
        return this;
      };
    }
  }

  /** Writes both files; tells how many rows are written after each chunk. */
  void write(Path skeletonFile, Path commonFile, LongConsumer progress) throws IOException {
    ExecutorService executor = Executors.newFixedThreadPool(threads, AliCcpPair::thread);
    try (OutputStream skeleton = new FileOutputStream(skeletonFile.toFile());
        OutputStream common = new FileOutputStream(commonFile.toFile())) {
      int chunks = AliCcpChunk.chunks(log);
      ArrayDeque<Future<Maker>> pending = new ArrayDeque<>();
      int submitted = 0;
      for (; submitted < Math.min(chunks, 2 * threads + 1); submitted++) {
        pending.add(executor.submit(new Maker().task(submitted)));
      }
      long rows = 0;
      while (!pending.isEmpty()) {
        Maker made = await(pending.remove());
        made.chunk.skeleton().writeTo(skeleton);
        made.chunk.common().writeTo(common);
        rows += made.chunk.rows();
        if (submitted < chunks) {
          pending.add(executor.submit(made.task(submitted)));
          submitted++;
        }
        progress.accept(rows);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "ali-ccp");
    thread.setDaemon(true);
    return thread;
  }

  private static Maker await(Future<Maker> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
