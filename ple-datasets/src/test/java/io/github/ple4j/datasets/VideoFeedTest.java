package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VideoFeedTest {
  private static final VideoFeed FEED = VideoFeed.create(VideoFeed.Options.defaults());
  private static final int SAMPLES = 60_000;
  private static final List<Logged> LOGGED = logged(FEED);

  /** A row with what is behind it. */
  private record Logged(
      VideoImpression impression, VideoProbabilities probabilities, VideoActions actions) {}

  private static List<Logged> logged(VideoFeed feed) {
    List<Logged> all = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      long index = i * (feed.options().rows() / SAMPLES);
      VideoImpression impression = feed.impression(index);
      all.add(new Logged(impression, feed.probabilities(impression), feed.actions(index)));
    }
    return all;
  }

  @Test
  void actionsAreNested() {
    for (Logged row : LOGGED) {
      VideoActions actions = row.actions();
      assertThat(actions.autoPlay() && actions.click()).isFalse();
      assertThat(actions.autoPlay() && !row.impression().wifi()).isFalse();
      assertThat(actions.completion()).isBetween(0.0, 1.0);
      if (!actions.play()) {
        assertThat(actions.completion()).isZero();
        assertThat(actions.view()).isFalse();
      }
      if (!actions.click()) {
        assertThat(actions.share() || actions.comment()).isFalse();
      }
      double seconds = FEED.lengthSeconds(row.impression().video());
      assertThat(actions.watchSeconds()).isCloseTo(actions.completion() * seconds, within(1e-9));
      assertThat(actions.view())
          .isEqualTo(
              actions.play() && (actions.watchSeconds() >= 10 - 1e-9 || actions.completion() == 1));
    }
  }

  @Test
  void actionsComeAsOftenAsTheirProbabilitiesSay() {
    assertRate(r -> true, r -> r.probabilities().click(), r -> r.actions().click() ? 1 : 0);
    assertRate(r -> true, r -> r.probabilities().view(), r -> r.actions().view() ? 1 : 0);
    assertRate(r -> true, r -> r.probabilities().play(), r -> r.actions().play() ? 1 : 0);
    Predicate<Logged> played = row -> row.actions().play();
    assertRate(played, r -> r.probabilities().completion(), r -> r.actions().completion());
    Predicate<Logged> clicked = row -> row.actions().click();
    assertRate(clicked, r -> r.probabilities().share(), r -> r.actions().share() ? 1 : 0);
    assertRate(clicked, r -> r.probabilities().comment(), r -> r.actions().comment() ? 1 : 0);
  }

  /** Overall, and in the lower and the upper half of the probabilities. */
  private static void assertRate(
      Predicate<Logged> where, ToDoubleFunction<Logged> expected, ToDoubleFunction<Logged> found) {
    List<Logged> rows = LOGGED.stream().filter(where).toList();
    double median =
        rows.stream()
            .mapToDouble(expected)
            .sorted()
            .skip(rows.size() / 2)
            .findFirst()
            .orElseThrow();
    for (Predicate<Logged> half :
        List.<Predicate<Logged>>of(
            r -> true,
            r -> expected.applyAsDouble(r) < median,
            r -> expected.applyAsDouble(r) >= median)) {
      List<Logged> part = rows.stream().filter(half).toList();
      double mean = part.stream().mapToDouble(expected).average().orElseThrow();
      double rate = part.stream().mapToDouble(found).average().orElseThrow();
      double error = Math.sqrt(mean * (1 - mean) / part.size());
      assertThat(rate).isCloseTo(mean, within(4 * error));
    }
  }

  @Test
  void autoPlayOnWifiBringsMorePlaysThanClicks() {
    double onWifi = rate(r -> r.impression().wifi(), r -> r.actions().play());
    double offWifi = rate(r -> !r.impression().wifi(), r -> r.actions().play());
    double all = rate(r -> true, r -> r.actions().play());

    assertThat(onWifi).isGreaterThan(all + 0.05);
    assertThat(offWifi).isLessThan(all - 0.05);
  }

  @Test
  void viewsFollowCompletionOnWifiAndClicksElsewhere() {
    double onWifi = correlation(r -> r.impression().wifi());
    double offWifi = correlation(r -> !r.impression().wifi());

    assertThat(onWifi).isBetween(0.35, 0.50);
    assertThat(offWifi).isBetween(0.05, 0.20);
  }

  /** Of the true VCR and VTR. */
  private static double correlation(Predicate<Logged> where) {
    return correlation(
        LOGGED.stream().filter(where).toList(),
        r -> r.probabilities().completion(),
        r -> r.probabilities().view());
  }

  private static double correlation(
      List<Logged> rows, ToDoubleFunction<Logged> x, ToDoubleFunction<Logged> y) {
    double meanX = rows.stream().mapToDouble(x).average().orElseThrow();
    double meanY = rows.stream().mapToDouble(y).average().orElseThrow();
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (Logged row : rows) {
      double dx = x.applyAsDouble(row) - meanX;
      double dy = y.applyAsDouble(row) - meanY;
      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
    return xy / Math.sqrt(xx * yy);
  }

  @Test
  void conflictTurnsClicksAndCompletionAgainstEachOther() {
    double[] found = new double[3];
    for (int i = 0; i < 3; i++) {
      VideoFeed feed = VideoFeed.create(VideoFeed.Options.defaults().withConflict(i / 2.0));
      found[i] =
          correlation(
              logged(feed), r -> r.probabilities().click(), r -> r.probabilities().completion());
    }
    assertThat(found[0]).isGreaterThan(0.4);
    assertThat(found[1]).isBetween(0.0, 0.25);
    assertThat(found[2]).isLessThan(-0.15);
  }

  private static double rate(Predicate<Logged> where, Predicate<Logged> what) {
    List<Logged> rows = LOGGED.stream().filter(where).toList();
    return (double) rows.stream().filter(what).count() / rows.size();
  }

  @Test
  void sevenDaysAreTrainAndValidationAndTheEighthIsTest() {
    VideoFeed feed = VideoFeed.create(VideoFeed.Options.defaults().withRows(1_603));
    Dataset data = feed.dataset();
    assertThat(feed.day(0)).isEqualTo(1);
    assertThat(feed.day(1_602)).isEqualTo(8);
    int sevenDays = 1_603 * 7 / 8;
    assertThat(data.train().size() + data.validation().size()).isEqualTo(sevenDays);
    assertThat(data.test().size()).isEqualTo(1_603 - sevenDays);

    List<Long> seen = new ArrayList<>();
    for (Split split : List.of(data.train(), data.validation(), data.test())) {
      for (int row = 0; row < split.size(); row++) {
        seen.add(((VideoSplit) split).index(row));
      }
    }
    assertThat(seen).doesNotHaveDuplicates().hasSize(1_603);
    assertThat(seen.stream().mapToLong(i -> i).max()).hasValue(1_602);
    assertThat(seen.subList(0, sevenDays)).allMatch(index -> feed.day(index) < 8);
  }

  @Test
  void aRowIsAFunctionOfItsIndexAndTheOptions() {
    Dataset data = FEED.dataset();
    Batch forward = data.train().newBatch(50);
    data.train().read(Shuffle.identity(50), 0, 50, forward);
    int[] reversed = new int[50];
    Arrays.setAll(reversed, i -> 49 - i);
    Batch backward = VideoFeed.create(VideoFeed.Options.defaults()).dataset().train().newBatch(50);
    data.train().read(reversed, 0, 50, backward);

    for (int row = 0; row < 50; row++) {
      int other = 49 - row;
      for (int i = 0; i < 10; i++) {
        assertThat(backward.ids()[other * 10 + i]).isEqualTo(forward.ids()[row * 10 + i]);
      }
      for (int task = 0; task < 5; task++) {
        assertThat(backward.mask(task)[other]).isEqualTo(forward.mask(task)[row]);
        assertThat(backward.label(task)[other]).isEqualTo(forward.label(task)[row]);
      }
      assertThat(backward.groupId()[other]).isEqualTo(forward.ids()[row * 10] - 1L);
    }
    assertThat(VideoFeed.create(VideoFeed.Options.defaults().withDrawSeed(1)).impression(7))
        .isNotEqualTo(FEED.impression(7));
  }

  @Test
  void masksAreThoseOfTheSampleSpaces() {
    Batch batch = FEED.newBatch(2_000);
    FEED.dataset().train().read(Shuffle.identity(2_000), 0, 2_000, batch);
    for (int row = 0; row < 2_000; row++) {
      VideoActions actions = FEED.actions(row + row / 19);
      assertThat(batch.mask(0)[row]).isEqualTo(1f);
      assertThat(batch.mask(1)[row]).isEqualTo(1f);
      assertThat(batch.mask(2)[row]).isEqualTo(actions.play() ? 1f : 0f);
      assertThat(batch.mask(3)[row]).isEqualTo(actions.click() ? 1f : 0f);
      assertThat(batch.label(0)[row]).isEqualTo(actions.click() ? 1f : 0f);
      assertThat(batch.label(2)[row]).isEqualTo((float) actions.completion());
    }
  }

  @Test
  void idsAreInTheirVocabulariesAndNewVideosOfTheLastDayAreNot() {
    Dataset data = FEED.dataset();
    Batch batch = FEED.newBatch(5_000);
    for (Split split : List.of(data.train(), data.test())) {
      split.read(Shuffle.identity(5_000), 0, 5_000, batch);
      ImmutableList<Feature.Categorical> single = data.schema().singleValued();
      int unknown = 0;
      for (int row = 0; row < 5_000; row++) {
        for (int k = 0; k < single.size(); k++) {
          int id = batch.ids()[row * single.size() + k];
          assertThat(id).isLessThan(data.vocabulary(single.get(k).name()).size());
          if (single.get(k).name().equals("video_id") && id == 0) {
            unknown++;
          } else {
            assertThat(id).isPositive();
          }
        }
      }
      assertThat(unknown > 0).isEqualTo(split.equals(data.test()));
    }
    assertThat(batch.bag(0).rows()).isEqualTo(5_000);
    assertThat(batch.bag(0).values()).isGreaterThan(10_000);
  }

  @Test
  void candidatesAreReadAsRowsAreButWithoutLabels() {
    VideoImpression impression = FEED.impression(3);
    Batch logged = FEED.newBatch(1);
    FEED.dataset().train().read(new int[] {3}, 0, 1, logged);
    Batch candidates = FEED.newBatch(4);
    FEED.read(List.of(FEED.impression(1), impression), candidates);

    assertThat(candidates.size()).isEqualTo(2);
    assertThat(Arrays.copyOfRange(candidates.ids(), 10, 20))
        .isEqualTo(Arrays.copyOf(logged.ids(), 10));
    assertThat(Arrays.copyOfRange(candidates.numeric(), 3, 6))
        .isEqualTo(Arrays.copyOf(logged.numeric(), 3));
    assertThat(candidates.mask(0)[1]).isZero();
  }

  @Test
  void equalSeedsTryCandidatesByTheSameLuck() {
    VideoImpression one = FEED.impression(1);
    assertThat(FEED.act(one, 5)).isEqualTo(FEED.act(one, 5));
    int clicks = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      clicks += FEED.act(one, seed).click() ? 1 : 0;
    }
    double expected = FEED.probabilities(one).click();
    assertThat(clicks / 2_000.0).isCloseTo(expected, within(0.045));
  }

  @Test
  void tasksMayBeSomeOfThem() {
    Dataset data =
        VideoFeed.create(
                VideoFeed.Options.defaults().withRows(160).withTasks(List.of("vtr", "vcr")))
            .dataset();
    assertThat(data.schema().labels().stream().map(Label::name)).containsExactly("vtr", "vcr");
    Batch batch = data.test().newBatch(20);
    data.test().read(Shuffle.identity(20), 0, 20, batch);
    assertThat(batch.size()).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ctr,play", "ctr,ctr"})
  void tasksThatThereAreNotAreRefused(String tasks) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VideoFeed.Options.defaults().withTasks(List.of(tasks.split(",", -1))))
        .withMessageStartingWith("tasks must");
  }

  @Test
  void sizesThatCannotBeAreRefused() {
    VideoFeed.Options options = VideoFeed.Options.defaults();
    assertThatIllegalArgumentException().isThrownBy(() -> options.withRows(159));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withUsers(0));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withVideos(99));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withConflict(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> options.withConflict(Double.NaN));
  }
}
