package io.github.ple4j.train.cli;

import io.github.ple4j.train.EvaluationReport;
import io.github.ple4j.train.TaskMetrics;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingResult;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a training goes: a line per evaluation, and between them a bar with the rate and the
 * time left if somebody watches, else a line every ten seconds.
 */
final class ProgressDisplay implements TrainingListener, AutoCloseable {

  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int REDRAW_MILLIS = 200;

  private final PrintStream out;
  private final boolean interactive;
  private final LongSupplier nanoTime;
  private final Screen screen = new Screen();

  private @Nullable ProgressBar bar;
  private long totalSteps;
  private long totalSamples;
  private long toldNanos; // when the display was last renewed
  private long toldSamples;

  /**
   * @param interactive whether {@code out} is a terminal
   */
  ProgressDisplay(PrintStream out, boolean interactive) {
    this(out, interactive, System::nanoTime);
  }

  ProgressDisplay(PrintStream out, boolean interactive, LongSupplier nanoTime) {
    this.out = out;
    this.interactive = interactive;
    this.nanoTime = nanoTime;
  }

  @Override
  public void trainingStarted(String model, long parameters, long totalSteps, long totalSamples) {
    close();
    this.totalSteps = totalSteps;
    this.totalSamples = totalSamples;
    toldNanos = nanoTime.getAsLong();
    toldSamples = 0;
    screen.line(
        "training %s: %,d parameters, %d steps, %d samples",
        model, parameters, totalSteps, totalSamples);
    if (interactive) {
      screen.showBar();
      bar = bar(model);
    }
  }

  @Override
  public void stepDone(long step, int epoch, long samples, double loss) {
    if (bar != null) {
      bar.stepTo(samples);
    }
    long now = nanoTime.getAsLong();
    long interval = bar == null ? LINE_NANOS : TimeUnit.MILLISECONDS.toNanos(REDRAW_MILLIS);
    if (now - toldNanos < interval) {
      return;
    }
    if (bar != null) {
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4f", loss));
    } else {
      double rate = (samples - toldSamples) * 1e9 / (now - toldNanos);
      screen.line(
          "epoch %d  step %d/%d  loss %.6f  %.0f samples/s  %s left",
          epoch + 1, step, totalSteps, loss, rate, clock((totalSamples - samples) / rate));
    }
    toldNanos = now;
    toldSamples = samples;
  }

  @Override
  public void resumed(long step, long samples) {
    toldNanos = nanoTime.getAsLong();
    toldSamples = samples;
    screen.line("going on after step %d", step);
    if (bar != null) {
      bar.stepTo(samples);
    }
  }

  @Override
  public void evaluated(EvaluationReport report) {
    String metrics =
        report.validation().tasks().stream()
            .map(ProgressDisplay::metric)
            .collect(Collectors.joining(", "));
    screen.line(
        "epoch %d  step %d/%d  loss %.6f  validation %s  %.0f samples/s",
        report.epoch() + 1,
        report.step(),
        totalSteps,
        report.trainLoss(),
        metrics,
        report.samplesPerSecond());
  }

  @Override
  public void stoppedEarly(long step) {
    screen.line("stopping after step %d: validation has not improved for long enough", step);
  }

  @Override
  public void warned(String line) {
    screen.line("%s", line);
  }

  @Override
  public boolean stopRequested() {
    return StopSignal.isRequested();
  }

  @Override
  public void trainingFinished(TrainingResult result) {
    close();
  }

  /** Removes the bar. Another training may follow. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
      screen.hideBar();
    }
  }

  private ProgressBar bar(String model) {
    boolean thousands = totalSamples >= 10_000;
    return new ProgressBarBuilder()
        .setTaskName(model)
        .setInitialMax(totalSamples)
        .setUnit(thousands ? "k" : "", thousands ? 1000 : 1)
        .showSpeed(new DecimalFormat("0.0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .continuousUpdate()
        .setConsumer(screen)
        .build();
  }

  private static String metric(TaskMetrics metrics) {
    boolean binary = metrics.logLoss().isPresent();
    OptionalDouble value = binary ? metrics.auc() : metrics.meanSquaredError();
    String name = metrics.task() + (binary ? " auc " : " mse ");
    return value.isPresent()
        ? String.format(Locale.ROOT, "%s%.6f", name, value.getAsDouble())
        : name + "-";
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  /** Lines, and below them the bar, which a thread of its own redraws. */
  private final class Screen implements ProgressBarConsumer {

    private boolean barShown;
    private int drawn; // columns of the bar

    synchronized void showBar() {
      barShown = true;
    }

    synchronized void hideBar() {
      clear();
      barShown = false; // the thread may have one more to draw
    }

    @Override
    public int getMaxRenderedLength() {
      return 79;
    }

    @Override
    public synchronized void accept(String text) {
      if (!barShown) {
        return;
      }
      String blanks = " ".repeat(Math.max(0, drawn - text.length()));
      out.print("\r" + text + blanks);
      out.flush();
      drawn = text.length();
    }

    @Override
    public synchronized void clear() {
      if (drawn > 0) {
        out.print("\r" + " ".repeat(drawn) + "\r");
        out.flush();
        drawn = 0;
      }
    }

    @Override
    public void close() {}

    synchronized void line(String format, Object... arguments) {
      clear();
      out.println(String.format(Locale.ROOT, format, arguments));
      out.flush();
    }
  }
}
