package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A simulated video feed, in place of the industrial data set of the PLE paper (Tang et al., RecSys
 * 2020), which is not public. Nothing of it is real; it has the structure that the paper tells of:
 *
 * <ul>
 *   <li>Users act in sequence, so that tasks have sample spaces of their own (section 4.3 and
 *       figure 6 of the paper): an impression may be played, what is played has a completion ratio,
 *       what was clicked may be shared and commented. {@code ctr} and {@code vtr} are of
 *       impressions, {@code vcr} of plays, {@code shr} and {@code cmr} of clicks.
 *   <li>VTR is made of playing and of VCR, and videos that play by themselves on wifi have more
 *       views than those that wait for a click (section 3.2): on wifi a video begins by itself with
 *       a probability of the user's, and else waits for a click, which is rarer. An auto-play is a
 *       play without a click.
 *   <li>How VTR and VCR are correlated depends on the sample (section 3.2): who meets a video by
 *       auto-play is less patient, long videos are watched longer and finished less, and what makes
 *       a user click is not what makes a user stay. On wifi views follow completion, off wifi they
 *       follow clicks.
 *   <li>{@code ctr} and {@code vcr} are related in a plain way (section 3.2): {@link
 *       Options#conflict} says how.
 *   <li>Eight days of logs, seven to train and one to test (section 4.1). Every twentieth row of
 *       the first seven days is validation.
 * </ul>
 *
 * <p>Users have interests, a patience, habits of network and auto-play, and inclinations to click,
 * share and comment; videos have a topic, a quality, an attraction, a length and a day of
 * publication, after which they fade. What a model sees is less: see {@link #dataset}. All of it is
 * a function of the options, and a row of its index alone: nothing is stored but users and videos.
 * The probabilities behind the rows are there ({@link #probabilities}), users can come again
 * ({@link #session}), and any candidate can be shown to any user ({@link #act}), so that a way to
 * rank can be tried.
 *
 * <p>Immutable and thread-safe.
 */
public final class VideoFeed {
  /** The tasks, in the order of the labels. */
  public static final ImmutableList<String> TASKS =
      ImmutableList.of("ctr", "vtr", "vcr", "shr", "cmr");

  /** Days of logs; the last one is test. */
  public static final int DAYS = 8;

  private final Options options;
  private final VideoWorld world;
  private final VideoColumns columns;
  private final int[] published = new int[DAYS]; // by the end of each day

  private VideoFeed(Options options) {
    this.options = options;
    this.world = new VideoWorld(options);
    this.columns = new VideoColumns(options, world);
    for (int day = 1; day <= DAYS; day++) {
      published[day - 1] = world.published(day);
    }
  }

  /**
   * What to simulate.
   *
   * @param rows impressions of all eight days, an eighth each
   * @param users how many there are
   * @param videos how many there are in all
   * @param conflict from 0, where what makes users click also makes them stay, to 1, where what
   *     attracts disappoints; at 0.5 attraction and quality are unrelated
   * @param tasks some of {@link #TASKS}, in this order
   * @param drawSeed decides every random number
   */
  public record Options(
      long rows,
      int users,
      int videos,
      double conflict,
      ImmutableList<String> tasks,
      long drawSeed) {

    /** Checks the values. */
    public Options {
      checkArgument(
          rows >= 160 && rows <= Integer.MAX_VALUE,
          "rows must be in [160, %s]: %s",
          Integer.MAX_VALUE,
          rows);
      checkArgument(users >= 1 && users <= 1 << 24, "users must be in [1, 2^24]: %s", users);
      checkArgument(
          videos >= 100 && videos <= 1 << 24, "videos must be in [100, 2^24]: %s", videos);
      checkArgument(conflict >= 0 && conflict <= 1, "conflict must be in [0, 1]: %s", conflict);
      checkArgument(!tasks.isEmpty(), "tasks must be some of %s, found none", TASKS);
      for (int i = 0; i < tasks.size(); i++) {
        checkArgument(
            TASKS.contains(tasks.get(i)),
            "tasks must be some of %s, found: %s",
            TASKS,
            tasks.get(i));
        checkArgument(
            tasks.indexOf(tasks.get(i)) == i, "tasks must differ, found twice: %s", tasks.get(i));
      }
    }

    /** A million impressions of 20,000 users and 5,000 videos, all five tasks, conflict 0.5. */
    public static Options defaults() {
      return new Options(1_000_000, 20_000, 5_000, 0.5, TASKS, 0);
    }

    /** With other rows. */
    public Options withRows(long rows) {
      return new Options(rows, users, videos, conflict, tasks, drawSeed);
    }

    /** With other users. */
    public Options withUsers(int users) {
      return new Options(rows, users, videos, conflict, tasks, drawSeed);
    }

    /** With other videos. */
    public Options withVideos(int videos) {
      return new Options(rows, users, videos, conflict, tasks, drawSeed);
    }

    /** With another conflict. */
    public Options withConflict(double conflict) {
      return new Options(rows, users, videos, conflict, tasks, drawSeed);
    }

    /** With other tasks. */
    public Options withTasks(List<String> tasks) {
      return new Options(rows, users, videos, conflict, ImmutableList.copyOf(tasks), drawSeed);
    }

    /** With another seed. */
    public Options withDrawSeed(long drawSeed) {
      return new Options(rows, users, videos, conflict, tasks, drawSeed);
    }
  }

  /** A feed; draws its users and videos. */
  public static VideoFeed create(Options options) {
    return new VideoFeed(options);
  }

  /** What it was made with. */
  public Options options() {
    return options;
  }

  /**
   * The logs. Inputs are of the user ({@code user_id}, {@code age}, {@code gender}, {@code
   * city_tier}, {@code activity}, and {@code interests}, the categories that the user has met most,
   * with weights ln(1 + count)), of the video ({@code video_id}, {@code category}, {@code author},
   * {@code length}, {@code age_days}) and of the context ({@code hour}, {@code network}, {@code
   * position}). Videos of the test day that no earlier day had are out of vocabulary. The group of
   * a row is its user.
   */
  public Dataset dataset() {
    int test = Math.toIntExact(options.rows() * (DAYS - 1) / DAYS);
    int blocks = test / VideoSplit.BLOCK;
    return new LoadedDataset(
        "video",
        columns.schema(),
        columns.vocabularies(),
        new VideoSplit(this, SplitPart.TRAIN, test - blocks, blocks),
        new VideoSplit(this, SplitPart.VALIDATION, blocks, blocks),
        new VideoSplit(this, SplitPart.TEST, Math.toIntExact(options.rows()) - test, blocks),
        provenance(),
        Optional.empty(),
        /* isSimulated= */ true);
  }

  private ImmutableMap<String, String> provenance() {
    return ImmutableMap.<String, String>builder()
        .put("data", "video, simulated")
        .put("generator_version", "1")
        .put("rows", Long.toString(options.rows()))
        .put("users", Integer.toString(options.users()))
        .put("videos", Integer.toString(options.videos()))
        .put("conflict", Double.toString(options.conflict()))
        .put("tasks", options.tasks().stream().collect(Collectors.joining(",")))
        .put("draw_seed", Long.toString(options.drawSeed()))
        .buildOrThrow();
  }

  /** The day of an impression, from 1; the logs are in the order of days. */
  public int day(long index) {
    Objects.checkIndex(index, options.rows());
    return (int) (index * DAYS / options.rows()) + 1;
  }

  /** The logged impression of an index from 0 to rows - 1. */
  public VideoImpression impression(long index) {
    return world.impression(index, day(index));
  }

  /** What came of the logged impression of an index. */
  public VideoActions actions(long index) {
    return world.act(impression(index), VideoWorld.Draw.LOGGED, index);
  }

  /**
   * A user's session, for a way to rank to be tried on: hour, network and candidates. Candidates
   * are drawn as the feed of that day exposes videos, popular and fresh ones more often; they are
   * not aimed at the user. It is a function of the options and the arguments.
   *
   * @param seed tells sessions of one user and day apart, such as those of days that are simulated
   * @param user from 0
   * @param day of the feed, from 1 to {@value #DAYS}; nothing that is published later is among the
   *     candidates
   * @param candidates how many videos, up to {@link #mostCandidates} of the day
   * @throws IndexOutOfBoundsException if there is no such user or day
   * @throws IllegalArgumentException if there are not as many candidates
   */
  public VideoSession session(long seed, int user, int day, int candidates) {
    Objects.checkIndex(user, options.users());
    int most = mostCandidates(day);
    checkArgument(
        candidates >= 1 && candidates <= most,
        "candidates must be in [1, %s]: %s",
        most,
        candidates);
    return world.session(seed, user, day, candidates);
  }

  /**
   * The most candidates that a session of a day can have: half the videos that have been published
   * by then.
   *
   * @param day from 1 to {@value #DAYS}
   * @throws IndexOutOfBoundsException if there is no such day
   */
  public int mostCandidates(int day) {
    return published[Objects.checkIndex(day - 1, DAYS)] / 2;
  }

  /**
   * What comes of an impression. Equal seeds give equal chances to all impressions, so that two
   * ways to rank can be compared by the same luck.
   *
   * @throws IndexOutOfBoundsException if there is no such user or video
   */
  public VideoActions act(VideoImpression impression, long seed) {
    return world.act(check(impression), VideoWorld.Draw.TRIED, seed);
  }

  /**
   * The true probabilities of an impression.
   *
   * @throws IndexOutOfBoundsException if there is no such user or video
   */
  public VideoProbabilities probabilities(VideoImpression impression) {
    return world.probabilities(check(impression));
  }

  /** Length of a video in seconds. */
  public double lengthSeconds(int video) {
    return world.lengthSeconds(Objects.checkIndex(video, options.videos()));
  }

  /** The day on which a video was published: 1 to 8, or less where it is from before the logs. */
  public int publicationDay(int video) {
    return world.publicationDay(Objects.checkIndex(video, options.videos()));
  }

  /**
   * Fills a batch of the data set's schema with the inputs of impressions, such as candidates to
   * rank; labels are 0 and masks too, as nothing has come of them yet.
   *
   * @throws IllegalArgumentException if the batch has no room for them, or is of another schema
   */
  public void read(List<VideoImpression> impressions, Batch batch) {
    columns.begin(batch, impressions.size());
    for (int row = 0; row < impressions.size(); row++) {
      columns.write(check(impressions.get(row)), batch, row);
      columns.writeNoLabels(batch, row);
    }
  }

  /** A batch of the data set's schema. */
  public Batch newBatch(int capacity) {
    return new Batch(columns.schema(), capacity);
  }

  /** Fills a row of a batch with a logged impression and its labels. */
  void read(long index, Batch batch, int row) {
    VideoImpression impression = impression(index);
    columns.write(impression, batch, row);
    columns.writeLabels(world.act(impression, VideoWorld.Draw.LOGGED, index), batch, row);
  }

  void begin(Batch batch, int[] rows, int from, int count) {
    batch.begin(columns.schema(), rows, from, count);
    columns.clearBags(batch);
  }

  private VideoImpression check(VideoImpression impression) {
    Objects.checkIndex(impression.user(), options.users());
    Objects.checkIndex(impression.video(), options.videos());
    return impression;
  }
}
