package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Encoding.TokenType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What a model sees of a video feed, as columns. Immutable. */
final class VideoColumns {
  private static final List<String> AGES =
      List.of("under 18", "18-24", "25-34", "35-44", "45-54", "55 and more");
  private static final List<String> GENDERS = List.of("female", "male", "unknown");
  private static final List<String> NETWORKS = List.of("wifi", "cellular");

  private final VideoWorld world;
  private final ImmutableList<String> tasks;
  private final Schema schema;
  private final int singles;
  private final int numerics;
  private final ImmutableMap<String, Vocabulary> vocabularies;
  private final int[] videoIds; // 0 where no day of train has the video

  VideoColumns(VideoFeed.Options options, VideoWorld world) {
    this.world = world;
    this.tasks = options.tasks();
    this.schema = schema(tasks);
    this.singles = schema.singleValued().size();
    this.numerics = schema.numerics().size();
    int videos = options.videos();
    videoIds = new int[videos];
    List<String> known = new ArrayList<>();
    for (int v = 0; v < videos; v++) {
      if (world.publicationDay(v) < VideoFeed.DAYS) {
        known.add(Integer.toString(v));
        videoIds[v] = known.size();
      }
    }
    this.vocabularies =
        ImmutableMap.<String, Vocabulary>builder()
            .put("user_id", numbers(0, options.users()))
            .put("age", Vocabulary.of(AGES))
            .put("gender", Vocabulary.of(GENDERS))
            .put("city_tier", numbers(1, VideoUsers.CITY_TIERS))
            .put("interests", categories())
            .put("video_id", Vocabulary.of(known))
            .put("category", categories())
            .put("author", numbers(0, Math.max(1, videos / VideoCatalogue.AUTHORS_SHARE)))
            .put("hour", numbers(0, 24))
            .put("network", Vocabulary.of(NETWORKS))
            .put("position", numbers(1, VideoWorld.POSITIONS))
            .buildOrThrow();
  }

  private static Schema schema(ImmutableList<String> tasks) {
    return new Schema(
        ImmutableList.of(
            single("user_id", TokenType.LONG),
            single("age", TokenType.STRING),
            single("gender", TokenType.STRING),
            single("city_tier", TokenType.LONG),
            new Feature.Numeric("activity", false, true, true),
            new Feature.Categorical(
                "interests", true, true, new Encoding.VocabularyEncoding(TokenType.STRING)),
            single("video_id", TokenType.LONG),
            single("category", TokenType.STRING),
            single("author", TokenType.LONG),
            new Feature.Numeric("length", false, true, true),
            new Feature.Numeric("age_days", false, true, true),
            single("hour", TokenType.LONG),
            single("network", TokenType.STRING),
            single("position", TokenType.LONG)),
        tasks.stream().map(VideoColumns::label).collect(ImmutableList.toImmutableList()),
        false,
        true);
  }

  private static Feature single(String name, TokenType type) {
    return new Feature.Categorical(name, false, false, new Encoding.VocabularyEncoding(type));
  }

  private static Label label(String task) {
    Map<String, String> spaces =
        Map.of(
            "vcr", "plays, by itself or by a click",
            "shr", "clicks",
            "cmr", "clicks");
    Label.Kind kind = task.equals("vcr") ? Label.Kind.REGRESSION : Label.Kind.BINARY;
    return new Label(task, kind, Optional.ofNullable(spaces.get(task)));
  }

  private static Vocabulary numbers(int first, int count) {
    return Vocabulary.of(
        IntStream.range(first, first + count).mapToObj(Integer::toString).toList());
  }

  private static Vocabulary categories() {
    return Vocabulary.of(
        Stream.iterate(1, i -> i + 1)
            .limit(VideoWorld.CATEGORIES)
            .map(i -> "category " + i)
            .toList());
  }

  Schema schema() {
    return schema;
  }

  ImmutableMap<String, Vocabulary> vocabularies() {
    return vocabularies;
  }

  void begin(Batch batch, int count) {
    batch.begin(schema, new int[count], 0, count);
    clearBags(batch);
  }

  void clearBags(Batch batch) {
    batch.bag(0).clear();
  }

  /** Rows are to be written in their order, as bags grow by rows. */
  void write(VideoImpression shown, Batch batch, int row) {
    VideoUsers users = world.users;
    VideoCatalogue videos = world.catalogue;
    int user = shown.user();
    int video = shown.video();
    int[] ids = batch.ids();
    int at = row * singles;
    ids[at] = user + 1;
    ids[at + 1] = users.age(user) + 1;
    ids[at + 2] = users.gender(user) + 1;
    ids[at + 3] = users.cityTier(user) + 1;
    ids[at + 4] = videoIds[video];
    ids[at + 5] = videos.category(video) + 1;
    ids[at + 6] = videos.author(video) + 1;
    ids[at + 7] = shown.hour() + 1;
    ids[at + 8] = shown.wifi() ? 1 : 2;
    ids[at + 9] = Math.min(VideoWorld.POSITIONS, shown.position());
    float[] numeric = batch.numeric();
    numeric[row * numerics] = (float) users.activity(user);
    numeric[row * numerics + 1] = (float) world.lengthSeconds(video);
    numeric[row * numerics + 2] = shown.day() - videos.publicationDay(video);
    Bag interests = batch.bag(0);
    for (int i = 0; i < users.interests(user); i++) {
      interests.add(users.interest(user, i) + 1, users.interestWeight(user, i));
    }
    interests.endRow();
    batch.groupId()[row] = user;
  }

  void writeLabels(VideoActions actions, Batch batch, int row) {
    for (int task = 0; task < tasks.size(); task++) {
      boolean inside =
          switch (tasks.get(task)) {
            case "vcr" -> actions.play();
            case "shr", "cmr" -> actions.click();
            default -> true;
          };
      double label =
          switch (tasks.get(task)) {
            case "ctr" -> actions.click() ? 1 : 0;
            case "vtr" -> actions.view() ? 1 : 0;
            case "vcr" -> actions.completion();
            case "shr" -> actions.share() ? 1 : 0;
            case "cmr" -> actions.comment() ? 1 : 0;
            default -> throw new IllegalArgumentException(tasks.get(task));
          };
      batch.mask(task)[row] = inside ? 1f : 0f;
      batch.label(task)[row] = (float) label;
    }
  }

  void writeNoLabels(Batch batch, int row) {
    for (int task = 0; task < tasks.size(); task++) {
      batch.mask(task)[row] = 0f;
      batch.label(task)[row] = 0f;
    }
  }
}
