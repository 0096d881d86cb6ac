package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.train.DefaultModels;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What an experiment must be: the first thing that it is not fails, in one line. */
final class ExperimentCheck {
  private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

  private final Experiment experiment;
  private final String where;
  private final ImmutableList<String> rows;

  private ExperimentCheck(Experiment experiment, String where) {
    this.experiment = experiment;
    this.where = where;
    this.rows =
        Entrant.of(experiment).stream().map(Entrant::name).collect(ImmutableList.toImmutableList());
  }

  /**
   * Checks an experiment.
   *
   * @param where it is from, for messages
   * @throws ExperimentException if it is not a whole one
   */
  static void check(Experiment experiment, String where) {
    new ExperimentCheck(experiment, where).check();
  }

  /** Checks that an experiment has none of these names. */
  static void isNoName(Experiment experiment, List<String> names, String where) {
    new ExperimentCheck(experiment, where)
        .expect(
            "name",
            !names.contains(experiment.getName()),
            "another than those of the program",
            experiment.getName());
  }

  private void check() {
    expect("name", experiment.getName().matches(NAME), "a name", experiment.getName());
    expect("name", !experiment.getName().equals("index"), "another name", "index");
    expect("sections", experiment.getSectionsCount() > 0, "one or more", "none");
    expect("systems", !rows.isEmpty(), "one or more", "none");
    expect("seeds", experiment.getSeedsCount() > 0, "one or more", "none");
    checkRows();
    List<Section> sections = experiment.getSectionsList();
    distinct("sections.title", sections.stream().map(Section::getTitle).toList());
    distinct("sections.name", sections.stream().map(Section::getName).toList());
    for (Section section : sections) {
      expect("sections.name", section.getName().matches(NAME), "a name", section.getName());
      new DataCheck(section).check();
      checkSection(section);
    }
    checkSeries();
    for (Claim claim : experiment.getClaimsList()) {
      checkClaim(claim);
    }
    if (experiment.hasSearch()) {
      checkSearch();
    }
  }

  private void checkRows() {
    distinct("systems and variants", rows);
    for (String system : Entrant.systems(experiment)) {
      expect(
          "systems",
          DefaultModels.names().contains(system),
          "names of " + DefaultModels.names(),
          system);
    }
    for (Variant variant : experiment.getVariantsList()) {
      String name = variant.getName();
      expect("variants.name", name.matches(NAME), "a name", name);
      expect(
          "variants.name",
          !DefaultModels.names().contains(name),
          "another than those of systems",
          name);
    }
    String baseline = experiment.getBaseline();
    expect(
        "baseline", baseline.isEmpty() || rows.contains(baseline), "one of the systems", baseline);
  }

  private void checkSection(Section section) {
    String field = "sections[" + section.getName() + "].";
    distinct(field + "systems", section.getSystemsList());
    for (String name : section.getSystemsList()) {
      expect(field + "systems", rows.contains(name), "names of " + rows, name);
    }
    expect(
        field + "systems",
        experiment.getBaseline().isEmpty()
            || section.getSystemsCount() == 0
            || section.getSystemsList().contains(experiment.getBaseline()),
        "the baseline among them",
        section.getSystemsList());
    Optional<Section> other =
        experiment.getSectionsList().stream()
            .filter(one -> one.getName().equals(section.getInPlaceOf()))
            .findFirst();
    expect(
        field + "in_place_of",
        section.getInPlaceOf().isEmpty()
            || (other.isPresent() && !section.getInPlaceOf().equals(section.getName())),
        "the name of another section",
        section.getInPlaceOf());
    if (section.hasPlace()) {
      expect(field + "place.axis", !section.getPlace().getAxis().isBlank(), "a title", "none");
      expect(field + "place.series", !section.getPlace().getSeries().isBlank(), "a name", "none");
    }
    AbTestCheck.check(where, section);
  }

  /** Sections of one series have one axis, and a place of their own each. */
  private void checkSeries() {
    List<Place> places =
        experiment.getSectionsList().stream()
            .filter(Section::hasPlace)
            .map(Section::getPlace)
            .toList();
    for (Place place : places) {
      List<Place> series =
          places.stream().filter(one -> one.getSeries().equals(place.getSeries())).toList();
      distinct(
          "sections.place of the series " + place.getSeries() + ", value",
          series.stream().map(Place::getValue).toList());
      for (Place one : series) {
        expect(
            "sections.place of the series " + place.getSeries() + ", axis",
            one.getAxis().equals(place.getAxis()),
            place.getAxis(),
            one.getAxis());
      }
    }
  }

  private void checkClaim(Claim claim) {
    Stream<String> named =
        switch (claim.getKindCase()) {
          case NO_LOSS -> Stream.of(claim.getNoLoss().getSystem());
          case AT_LEAST -> Stream.of(claim.getAtLeast().getSystem(), claim.getAtLeast().getOther());
          case KIND_NOT_SET -> Stream.of();
        };
    expect(
        "claims",
        claim.getKindCase() != Claim.KindCase.KIND_NOT_SET,
        "what it says of which system",
        claim.getText());
    named.forEach(name -> expect("claims", rows.contains(name), "names of " + rows, name));
    expect("claims", !experiment.getBaseline().isEmpty(), "a baseline to gain over", "none");
  }

  private void checkSearch() {
    Search search = experiment.getSearch();
    expect(
        "search.section",
        experiment.getSectionsList().stream()
            .anyMatch(section -> section.getName().equals(search.getSection())),
        "the name of a section",
        search.getSection());
    expect("search.rungs", search.getRungsCount() > 0, "one or more", "none");
    int before = Integer.MAX_VALUE;
    for (Rung rung : search.getRungsList()) {
      expect(
          "search.rungs.candidates",
          rung.getCandidates() > 0 && rung.getCandidates() <= before,
          "1 or more, and not more than in the rung before",
          rung.getCandidates());
      expect("search.rungs.epochs", rung.getEpochs() > 0, "1 or more", rung.getEpochs());
      before = rung.getCandidates();
    }
    for (Dimension dimension : search.getDimensionsList()) {
      expect(
          "search.dimensions[" + dimension.getName() + "].choices",
          dimension.getChoicesCount() > 0,
          "one or more",
          "none");
    }
    Candidates.check(search, experiment.getSettings(), where);
  }

  private void distinct(String field, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      expect(field, seen.add(value), "no two that are equal", String.valueOf(value).strip());
    }
  }

  private void expect(String field, boolean holds, String expected, Object found) {
    if (!holds) {
      throw new ExperimentException(
          where + ": " + field + ": expected " + expected + ", found: " + found);
    }
  }

  /** Of a section's data. */
  private final class DataCheck {
    private final String field;
    private final Section section;
    private final Data data;

    private DataCheck(Section section) {
      this.section = section;
      this.field = "sections[" + section.getName() + "].data";
      this.data = section.getData();
    }

    private void check() {
      expect(field, data.getKindCase() != Data.KindCase.KIND_NOT_SET, "a kind", "none");
      distinct(
          "seeds, of what the data of " + section.getName() + " read",
          experiment.getSeedsList().stream()
              .map(seeds -> ExperimentData.read(data, seeds))
              .toList());
      if (data.hasSynthetic()) {
        Synthetic synthetic = data.getSynthetic();
        double correlation = synthetic.getCorrelation();
        expect(
            field + ".synthetic.correlation",
            correlation >= 0 && correlation <= 1,
            "0 to 1",
            correlation);
        expect(
            field + ".synthetic.rows", synthetic.getRows() > 0, "1 or more", synthetic.getRows());
      } else if (data.hasVideo()) {
        try {
          ExperimentData.options(data.getVideo(), 0);
        } catch (IllegalArgumentException e) {
          expect(field + ".video", false, "options of the feed", String.valueOf(e.getMessage()));
        }
      } else if (data.hasCsv()) {
        expect(field + ".csv.schema", !data.getCsv().getSchema().isBlank(), "a file", "none");
      }
    }
  }
}
