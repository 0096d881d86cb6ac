package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VideoSessionTest {
  private static final VideoFeed FEED =
      VideoFeed.create(VideoFeed.Options.defaults().withUsers(500).withVideos(400));

  @Test
  void equalArgumentsGiveEqualSessionsAndOthersGiveOthers() {
    VideoSession session = FEED.session(3, 7, 8, 30);

    assertThat(FEED.session(3, 7, 8, 30)).isEqualTo(session);
    assertThat(VideoFeed.create(FEED.options()).session(3, 7, 8, 30)).isEqualTo(session);
    assertThat(FEED.session(4, 7, 8, 30).videos()).isNotEqualTo(session.videos());
    assertThat(FEED.session(3, 8, 8, 30).videos()).isNotEqualTo(session.videos());
    assertThat(FEED.session(3, 7, 7, 30).videos()).isNotEqualTo(session.videos());
    assertThat(VideoFeed.create(FEED.options().withDrawSeed(1)).session(3, 7, 8, 30).videos())
        .isNotEqualTo(session.videos());
  }

  @Test
  void candidatesDifferAndArePublished() {
    for (int user = 0; user < 200; user++) {
      List<Integer> videos = FEED.session(1, user, 2, 30).videos().asList();
      assertThat(videos).hasSize(30).doesNotHaveDuplicates();
      assertThat(videos).allMatch(video -> FEED.publicationDay(video) <= 2);
    }
  }

  @Test
  void freshVideosAreCandidatesMoreOften() {
    List<Integer> ages = new ArrayList<>();
    for (int user = 0; user < 500; user++) {
      FEED.session(1, user, 8, 5).videos().forEach(v -> ages.add(8 - FEED.publicationDay(v)));
    }
    double fresh = ages.stream().filter(age -> age < 7).count() / (double) ages.size();

    assertThat(fresh).isGreaterThan(0.4); // 7 of 29 days
  }

  @Test
  void usersAreOnWifiAsOftenAsInTheLogs() {
    int[] onWifi = new int[2];
    int[] lateHours = new int[2];
    int samples = 20_000;
    for (int i = 0; i < samples; i++) {
      // The logs have active users more often, but wifi does not go with activity.
      VideoImpression logged = FEED.impression(i);
      VideoSession session = FEED.session(i, i % 500, 8, 1);
      onWifi[0] += logged.wifi() ? 1 : 0;
      onWifi[1] += session.wifi() ? 1 : 0;
      lateHours[0] += logged.hour() >= 19 ? 1 : 0;
      lateHours[1] += session.hour() >= 19 ? 1 : 0;
    }

    assertThat(onWifi[1] / (double) samples).isCloseTo(onWifi[0] / (double) samples, within(0.06));
    assertThat(lateHours[1] / (double) samples)
        .isCloseTo(lateHours[0] / (double) samples, within(0.02));
  }

  @Test
  void aCandidateIsShownInItsSession() {
    VideoSession session = FEED.session(1, 42, 8, 3);

    assertThat(session.impression(2, 5))
        .isEqualTo(
            new VideoImpression(42, session.videos().get(2), 8, session.hour(), session.wifi(), 5));
  }

  @Test
  void theFirstThatIsShownStandsAtPositionOne() {
    VideoSession session = FEED.session(1, 42, 8, 3);

    assertThat(session.shown(2, 0))
        .containsExactly(session.impression(2, 1), session.impression(0, 2));
    assertThat(session.shown()).isEmpty();
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> session.shown(3));
  }

  @Test
  void halfOfWhatIsPublishedCanBeCandidates() {
    int most = FEED.mostCandidates(8);

    assertThat(most).isEqualTo(200);
    assertThat(FEED.mostCandidates(1)).isLessThan(most);
    assertThat(FEED.session(1, 0, 8, most).videos().length()).isEqualTo(most);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FEED.session(1, 0, 8, most + 1))
        .withMessage("candidates must be in [1, 200]: 201");
    assertThatIllegalArgumentException().isThrownBy(() -> FEED.session(1, 0, 8, 0));
  }

  @Test
  void usersAndDaysThatThereAreNotAreRefused() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> FEED.session(1, 500, 8, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> FEED.session(1, 0, 9, 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> FEED.session(1, 0, 0, 1));
  }
}
