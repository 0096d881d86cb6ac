package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Runs requests together, and gives each its answer. Thread-safe. */
final class BatchRunner {
  private final Predictor predictor;
  private final BatchingOptions options;
  private final BatchListener listener;
  // Outputs that are said to have a row for each of the inputs, and have not.
  private final Set<SignatureRunner.Wanted> indivisible = ConcurrentHashMap.newKeySet();

  BatchRunner(Predictor predictor, BatchingOptions options, BatchListener listener) {
    this.predictor = predictor;
    this.options = options;
    this.listener = listener;
  }

  /** Whether requests for these outputs can share a run, as far as is known. */
  boolean divides(SignatureRunner.Wanted wanted) {
    return wanted.isBatched() && !indivisible.contains(wanted);
  }

  /** Runs requests of one group, one or more; when it returns all of them are done. */
  void run(List<BatchRequest> requests) {
    List<BatchRequest> live = new ArrayList<>(requests.size());
    long now = System.nanoTime();
    for (BatchRequest request : requests) {
      if (request.isExpired(now)) {
        request.fail(expired(request.wanted()), now, now);
      } else {
        live.add(request);
      }
    }
    if (live.isEmpty()) {
      return;
    }
    SignatureRunner.Wanted wanted = live.get(0).wanted();
    if (live.size() > 1 && indivisible.contains(wanted)) {
      halves(live);
      return;
    }
    int rows = live.stream().mapToInt(request -> request.rows).sum();
    int runRows = divides(wanted) ? options.allowed(rows) : rows;
    long start = System.nanoTime();
    Column[] outputs;
    try {
      listener.batched(wanted.runner().signature().name(), live.size(), rows, runRows);
      outputs = predictor.run(wanted, inputs(live, runRows));
    } catch (RuntimeException | Error e) {
      if (live.size() > 1) {
        // Of one caller's row, most likely: it must not be the others' loss.
        halves(live);
      } else {
        fail(live, e, start);
      }
      return;
    }
    if (wanted.isBatched() && !haveRows(outputs, runRows)) {
      indivisible.add(wanted);
      if (live.size() > 1 || runRows > rows) {
        halves(live);
        return;
      }
    }
    BatchRequest.complete(live, outputs, runRows, start, System.nanoTime());
  }

  private void halves(List<BatchRequest> requests) {
    int middle = requests.size() / 2;
    if (middle > 0) {
      run(requests.subList(0, middle));
    }
    run(requests.subList(middle, requests.size()));
  }

  private static void fail(List<BatchRequest> requests, Throwable reason, long start) {
    long end = System.nanoTime();
    requests.forEach(request -> request.fail(reason, start, end));
  }

  private static Column[] inputs(List<BatchRequest> requests, int rows) {
    Column[] first = requests.get(0).inputs;
    if (requests.size() == 1 && requests.get(0).rows == rows) {
      return first;
    }
    Column[] inputs = new Column[first.length];
    Column[] parts = new Column[requests.size()];
    for (int i = 0; i < inputs.length; i++) {
      for (int j = 0; j < parts.length; j++) {
        parts[j] = requests.get(j).inputs[i];
      }
      inputs[i] = StackedRows.of(parts, rows);
    }
    return inputs;
  }

  /** Some rows of each column. */
  static Column[] rows(Column[] columns, int from, int count) {
    Column[] rows = new Column[columns.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = columns[i].rows(from, count);
    }
    return rows;
  }

  /** The rows of several answers. */
  static Column[] stacked(List<Column[]> answers, int rows) {
    Column[] stacked = new Column[answers.get(0).length];
    for (int i = 0; i < stacked.length; i++) {
      int output = i;
      stacked[i] =
          StackedRows.of(
              answers.stream().map(answer -> answer[output]).toArray(Column[]::new), rows);
    }
    return stacked;
  }

  private static boolean haveRows(Column[] outputs, int rows) {
    for (Column output : outputs) {
      if (output.shape().numDimensions() == 0 || output.shape().get(0) != rows) {
        return false;
      }
    }
    return true;
  }

  static PredictorException expired(SignatureRunner.Wanted wanted) {
    return new PredictorException(
        Category.DEADLINE_EXCEEDED,
        wanted.runner().signature().quotedName()
            + ": the time for the request was over before its answer");
  }
}
