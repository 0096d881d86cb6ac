package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.VideoActions;
import io.github.ple4j.datasets.VideoFeed;
import io.github.ple4j.datasets.VideoImpression;
import io.github.ple4j.datasets.VideoSession;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.RankedCandidate;
import io.github.ple4j.serve.Ranking;
import io.github.ple4j.train.TrainingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An A/B test on the simulated feed: users come once on every day that is simulated, a system ranks
 * their candidates by eq. 1, the best are shown, and the feed decides what users do.
 *
 * <p>Whatever ranks, users have the same sessions with the same candidates, and act on the same
 * video of the same session by the same luck. Catalogue and ages of videos stay those of the feed's
 * last day, as nothing is published meanwhile. Candidates are scored as if they stood first.
 * Immutable.
 */
final class AbTestSimulation {
  private static final int DAY = VideoFeed.DAYS; // of the feed; those simulated come after it
  private static final int ROWS = 4096; // that are scored in one go, at most

  private final VideoFeed feed;
  private final AbTest test;
  private final BooleanSupplier stop;

  /** Two tests of the same users with nothing else in common. */
  private enum Part {
    TEST(0),
    SEARCH(1);

    private final int stream;

    Part(int stream) {
      this.stream = stream;
    }
  }

  /** What a user may be shown, with what is thought of it. */
  private record Scored(VideoSession session, Prediction prediction, Column lengths) {}

  /** Looks at sessions of one day. */
  private interface Sessions {
    void accept(int day, List<VideoSession> sessions);
  }

  /**
   * @param where for messages
   * @param stop asked before every day
   * @throws ExperimentException if the feed has not as many users or videos
   */
  AbTestSimulation(String where, VideoFeed feed, AbTest test, BooleanSupplier stop) {
    AbTestCheck.check(where, test, feed);
    this.feed = feed;
    this.test = test;
    this.stop = stop;
  }

  /** The most candidates that are scored in one call. */
  int mostRows() {
    return Math.max(ROWS, test.getCandidates());
  }

  /**
   * The outcome of a system, with those of no ranking and of the true probabilities beside it.
   *
   * @throws TrainingException if it is stopped
   */
  AbOutcome run(CandidateScorer scorer) {
    return ranked(scorer).toBuilder()
        .addAllUnranked(unranked(Part.TEST).buckets())
        .setCeiling(ranked(new TrueProbabilities(feed)))
        .build();
  }

  /** With the weights that the search finds for it. */
  private AbOutcome ranked(CandidateScorer scorer) {
    RankingChoice chosen = search(scorer);
    Ranking ranking = chosen.ranking();
    AbCounts counts = counts();
    forEachSession(
        Part.TEST,
        (day, sessions) -> {
          for (Scored scored : score(scorer, sessions)) {
            show(Part.TEST, day, scored.session(), best(scored, ranking), counts);
          }
        });
    return AbOutcome.newBuilder()
        .putAllWeights(chosen.weights())
        .setLengthFunction(chosen.length().formula())
        .addAllBuckets(counts.buckets())
        .build();
  }

  /**
   * The weights with the best mean, over views and watch time, of the relative change over no
   * ranking; of equals the first.
   */
  RankingChoice search(CandidateScorer scorer) {
    ImmutableList<RankingChoice> choices =
        RankingChoice.draw(feed.options().tasks(), test.getWeightings());
    List<Ranking> rankings = choices.stream().map(RankingChoice::ranking).toList();
    List<AbCounts> counts = choices.stream().map(choice -> counts()).toList();
    forEachSession(
        Part.SEARCH,
        (day, sessions) -> {
          for (Scored scored : score(scorer, sessions)) {
            for (int i = 0; i < rankings.size(); i++) {
              int[] order = best(scored, rankings.get(i));
              show(Part.SEARCH, day, scored.session(), order, counts.get(i));
            }
          }
        });
    AbTotals unranked = unranked(Part.SEARCH).totals();
    if (unranked.views() == 0) {
      throw new ExperimentException(
          "ab_test: expected a view or more without a ranking, found none in "
              + unranked.impressions()
              + " impressions; simulate more users or search_days");
    }
    int best = 0;
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < choices.size(); i++) {
      double change = AbMeasure.MEAN.change(counts.get(i).totals(), unranked);
      if (change > highest) {
        highest = change;
        best = i;
      }
    }
    return choices.get(best);
  }

  /** With the candidates in the order in which the feed drew them. */
  private AbCounts unranked(Part part) {
    int[] order = new int[test.getShown()];
    Arrays.setAll(order, i -> i);
    AbCounts counts = counts();
    forEachSession(
        part,
        (day, sessions) -> sessions.forEach(session -> show(part, day, session, order, counts)));
    return counts;
  }

  private AbCounts counts() {
    return new AbCounts(test.getUsers(), test.getBuckets());
  }

  /** All sessions, in groups that are scored in one go. */
  private void forEachSession(Part part, Sessions use) {
    int group = mostRows() / test.getCandidates();
    int days = part == Part.SEARCH ? test.getSearchDays() : test.getDays();
    for (int day = 0; day < days; day++) {
      if (stop.getAsBoolean()) {
        throw new TrainingException("the A/B test was stopped");
      }
      for (int from = 0; from < test.getUsers(); from += group) {
        List<VideoSession> sessions = new ArrayList<>();
        for (int user = from; user < Math.min(test.getUsers(), from + group); user++) {
          sessions.add(feed.session(number(part, day), user, DAY, test.getCandidates()));
        }
        use.accept(day, sessions);
      }
    }
  }

  private List<Scored> score(CandidateScorer scorer, List<VideoSession> sessions) {
    int candidates = test.getCandidates();
    List<VideoImpression> all = new ArrayList<>(sessions.size() * candidates);
    for (VideoSession session : sessions) {
      for (int i = 0; i < candidates; i++) {
        all.add(session.impression(i, 1));
      }
    }
    Prediction prediction = scorer.predict(all);
    List<Scored> scored = new ArrayList<>(sessions.size());
    for (int i = 0; i < sessions.size(); i++) {
      VideoSession session = sessions.get(i);
      ImmutableMap.Builder<String, Column> ofSession = ImmutableMap.builder();
      for (String task : feed.options().tasks()) {
        ofSession.put(task, Column.floats(slice(prediction.floats(task), i * candidates)));
      }
      double[] lengths = session.videos().stream().mapToDouble(feed::lengthSeconds).toArray();
      scored.add(
          new Scored(session, new Prediction(ofSession.buildOrThrow()), Column.doubles(lengths)));
    }
    return scored;
  }

  /** The predictions of one session; those of a regression may be below 0, which counts as 0. */
  private float[] slice(float[] predictions, int from) {
    float[] slice = Arrays.copyOfRange(predictions, from, from + test.getCandidates());
    for (int i = 0; i < slice.length; i++) {
      slice[i] = Math.max(0, slice[i]);
    }
    return slice;
  }

  private int[] best(Scored scored, Ranking ranking) {
    return ranking.top(scored.prediction(), scored.lengths(), test.getShown()).stream()
        .mapToInt(RankedCandidate::index)
        .toArray();
  }

  private void show(Part part, int day, VideoSession session, int[] order, AbCounts counts) {
    for (VideoImpression shown : session.shown(order)) {
      VideoActions actions = feed.act(shown, luck(part, day, shown));
      counts.add(session.user(), actions);
    }
  }

  /** Another for every user, day and video, and the same for every way to rank. */
  private static long luck(Part part, int day, VideoImpression shown) {
    // A feed has at most 2^24 users and as many videos.
    return number(part, day) << 48 | (long) shown.user() << 24 | shown.video();
  }

  /** Of a simulated day; those of the search are not those of the test. */
  private static long number(Part part, int day) {
    return 2L * day + part.stream;
  }
}
