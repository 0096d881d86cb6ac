package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.TextFormat;
import io.github.ple4j.datasets.VideoFeed;
import io.github.ple4j.datasets.VideoImpression;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.train.TrainingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AbTestSimulationTest {
  private static final VideoFeed FEED =
      VideoFeed.create(
          VideoFeed.Options.defaults()
              .withUsers(203)
              .withVideos(400)
              .withTasks(List.of("ctr", "vtr", "vcr")));
  private static final AbTest TEST =
      AbTest.newBuilder()
          .setUsers(203)
          .setBuckets(10)
          .setDays(4)
          .setSearchDays(3)
          .setWeightings(8)
          .setCandidates(20)
          .setShown(5)
          .build();

  /** Knows nothing, and always says the same of a candidate. */
  private static final CandidateScorer IGNORANT =
      candidates -> {
        float[] values = new float[candidates.size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = new Random(candidates.get(i).hashCode()).nextFloat();
        }
        Column column = Column.floats(values);
        return new Prediction(ImmutableMap.of("ctr", column, "vtr", column, "vcr", column));
      };

  private static AbTestSimulation simulation(AbTest test) {
    return new AbTestSimulation("ple", FEED, test, () -> false);
  }

  @Test
  void whoKnowsTheProbabilitiesBeatsWhoKnowsNothing() {
    AbTotals knowing = totals(simulation(TEST).run(new TrueProbabilities(FEED)));
    // One choice: without f(video length), by which anybody can bring watch time.
    AbOutcome guess = simulation(TEST.toBuilder().setWeightings(1).build()).run(IGNORANT);
    AbTotals guessing = totals(guess);
    AbTotals unranked = AbTotals.of(guess.getUnrankedList());

    for (AbMeasure measure : AbMeasure.values()) {
      assertThat(measure.change(knowing, guessing)).isGreaterThan(0.15);
      assertThat(measure.change(guessing, unranked)).isBetween(-0.1, 0.1);
    }
  }

  @Test
  void theTrueProbabilitiesStandBesideEveryOutcome() {
    AbOutcome guess = simulation(TEST).run(IGNORANT);
    AbOutcome knowing = simulation(TEST).run(new TrueProbabilities(FEED));

    assertThat(guess.getCeiling().getBucketsList()).isEqualTo(knowing.getBucketsList());
    assertThat(knowing.getCeiling()).isEqualTo(guess.getCeiling());
    assertThat(knowing.getUnrankedList()).isEqualTo(guess.getUnrankedList());
  }

  @Test
  void equalScoresHaveEqualOutcomes() {
    CandidateScorer same = candidates -> new TrueProbabilities(FEED).predict(candidates);

    assertThat(simulation(TEST).run(same)).isEqualTo(simulation(TEST).run(same));
  }

  @Test
  void bucketsAddUpToAllUsersAndImpressions() {
    AbOutcome outcome = simulation(TEST).run(IGNORANT);

    assertThat(outcome.getBucketsList()).hasSize(10);
    assertThat(outcome.getBucketsList().stream().map(AbBucket::getUsers))
        .containsExactly(21, 21, 21, 20, 20, 20, 20, 20, 20, 20);
    for (AbBucket bucket : outcome.getBucketsList()) {
      assertThat(bucket.getImpressions()).isEqualTo(bucket.getUsers() * 4L * 5);
      assertThat(bucket.getViews()).isPositive().isLessThan(bucket.getImpressions());
      assertThat(bucket.getWatchSeconds()).isPositive();
    }
    assertThat(totals(outcome).users()).isEqualTo(203);
  }

  @Test
  void candidatesOfTheSearchAreNotThoseOfTheTest() {
    Set<List<VideoImpression>> calls = ConcurrentHashMap.newKeySet();
    List<Integer> rows = new ArrayList<>();
    simulation(TEST)
        .run(
            candidates -> {
              calls.add(List.copyOf(candidates));
              rows.add(candidates.size());
              return IGNORANT.predict(candidates);
            });

    assertThat(calls).hasSize(rows.size());
    assertThat(rows.stream().mapToInt(i -> i).sum()).isEqualTo(203 * 20 * (3 + 4));
  }

  @Test
  void aCandidateIsScoredAsIfItStoodFirstOnTheLastDay() {
    Set<String> found = new HashSet<>();
    simulation(TEST)
        .run(
            candidates -> {
              candidates.forEach(c -> found.add(c.position() + " " + c.day()));
              return IGNORANT.predict(candidates);
            });

    assertThat(found).containsExactly("1 8");
  }

  @Test
  void theSearchPrefersWhatIsBetter() {
    // The output named ctr is of use here, and the others mislead.
    CandidateScorer misled =
        candidates -> {
          Prediction truth = new TrueProbabilities(FEED).predict(candidates);
          float[] views = truth.floats("vtr");
          float[] wrong = new float[views.length];
          for (int i = 0; i < wrong.length; i++) {
            wrong[i] = 1 - views[i];
          }
          return new Prediction(
              ImmutableMap.of(
                  "ctr", Column.floats(views),
                  "vtr", Column.floats(wrong),
                  "vcr", Column.floats(wrong)));
        };
    RankingChoice chosen = simulation(TEST.toBuilder().setWeightings(30).build()).search(misled);

    assertThat(weight(chosen, "ctr")).isGreaterThan(0.3);
    assertThat(weight(chosen, "vtr") + weight(chosen, "vcr")).isLessThan(weight(chosen, "ctr"));
  }

  @Test
  void aPredictionBelowZeroCountsAsZero() {
    CandidateScorer negative =
        candidates -> {
          float[] values = new float[candidates.size()];
          Arrays.fill(values, -0.25f);
          Column column = Column.floats(values);
          return new Prediction(ImmutableMap.of("ctr", column, "vtr", column, "vcr", column));
        };
    AbOutcome outcome = simulation(TEST.toBuilder().setWeightings(1).build()).run(negative);

    assertThat(outcome.getBucketsList()).isEqualTo(outcome.getUnrankedList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          users: 204   | ple.ab_test.users: expected at most 203, as many as the feed has, found: 204
          users: 0     | ple.ab_test.users: expected 1 or more, found: 0
          buckets: 204 | ple.ab_test.buckets: expected at most 203, as many as users, found: 204
          shown: 21    | ple.ab_test.shown: expected at most 20, as many as candidates, found: 21
          candidates: 201 | ple.ab_test.candidates: expected at most 200, half the videos of the feed, found: 201
          days: 0      | ple.ab_test.days: expected 1 or more, found: 0
          weightings: 0 | ple.ab_test.weightings: expected 1 or more, found: 0
          """)
  void whatTheFeedHasNotIsSaidInOneLine(String change, String message) throws Exception {
    AbTest.Builder test = TEST.toBuilder();
    TextFormat.merge(change, test);

    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> simulation(test.build()))
        .withMessage(message);
  }

  @Test
  void aSectionOfOtherDataCannotHaveATest() {
    Section section =
        MadeUpExperiment.section().toBuilder().setAbTest(TEST).setName("paper").build();

    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> AbTestCheck.check("census", section))
        .withMessage("census: sections[paper].ab_test: expected data of kind video, found: CENSUS");
  }

  @Test
  void itCanBeStopped() {
    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> new AbTestSimulation("ple", FEED, TEST, () -> true).run(IGNORANT))
        .withMessage("the A/B test was stopped");
  }

  private static double weight(RankingChoice choice, String task) {
    return choice.weights().getOrDefault(task, Double.NaN);
  }

  private static AbTotals totals(AbOutcome outcome) {
    return AbTotals.of(outcome.getBucketsList());
  }
}
