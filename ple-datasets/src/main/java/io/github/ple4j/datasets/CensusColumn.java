package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableSet;
import io.github.ple4j.datasets.Encoding.TokenType;
import io.github.ple4j.datasets.Encoding.VocabularyEncoding;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Feature.Numeric;
import java.util.Locale;

/** The 42 fields of a line of the census-income files, in their order. */
enum CensusColumn {
  AGE(Kind.NUMBER),
  CLASS_OF_WORKER(Kind.TOKEN),
  INDUSTRY_CODE(Kind.TOKEN),
  OCCUPATION_CODE(Kind.TOKEN),
  EDUCATION(Kind.TOKEN),
  WAGE_PER_HOUR(Kind.SKEWED_NUMBER),
  ENROLLED_IN_EDU_INST_LAST_WK(Kind.TOKEN),
  MARITAL_STATUS(Kind.NOT_AN_INPUT),
  MAJOR_INDUSTRY_CODE(Kind.TOKEN),
  MAJOR_OCCUPATION_CODE(Kind.TOKEN),
  RACE(Kind.TOKEN),
  HISPANIC_ORIGIN(Kind.TOKEN),
  SEX(Kind.TOKEN),
  MEMBER_OF_A_LABOR_UNION(Kind.TOKEN),
  REASON_FOR_UNEMPLOYMENT(Kind.TOKEN),
  FULL_OR_PART_TIME_EMPLOYMENT_STATUS(Kind.TOKEN),
  CAPITAL_GAINS(Kind.SKEWED_NUMBER),
  CAPITAL_LOSSES(Kind.SKEWED_NUMBER),
  DIVIDENDS_FROM_STOCKS(Kind.SKEWED_NUMBER),
  TAX_FILER_STATUS(Kind.TOKEN),
  REGION_OF_PREVIOUS_RESIDENCE(Kind.TOKEN),
  STATE_OF_PREVIOUS_RESIDENCE(Kind.TOKEN),
  DETAILED_HOUSEHOLD_AND_FAMILY_STATUS(Kind.TOKEN),
  DETAILED_HOUSEHOLD_SUMMARY_IN_HOUSEHOLD(Kind.TOKEN),
  INSTANCE_WEIGHT(Kind.NOT_AN_INPUT),
  MIGRATION_CODE_CHANGE_IN_MSA(Kind.TOKEN),
  MIGRATION_CODE_CHANGE_IN_REGION(Kind.TOKEN),
  MIGRATION_CODE_MOVE_WITHIN_REGION(Kind.TOKEN),
  LIVED_IN_THIS_HOUSE_ONE_YEAR_AGO(Kind.TOKEN),
  MIGRATION_PREVIOUS_RESIDENCE_IN_SUNBELT(Kind.TOKEN),
  NUMBER_OF_PERSONS_WORKED_FOR_EMPLOYER(Kind.NUMBER),
  FAMILY_MEMBERS_UNDER_18(Kind.TOKEN),
  COUNTRY_OF_BIRTH_FATHER(Kind.TOKEN),
  COUNTRY_OF_BIRTH_MOTHER(Kind.TOKEN),
  COUNTRY_OF_BIRTH_SELF(Kind.TOKEN),
  CITIZENSHIP(Kind.TOKEN),
  OWN_BUSINESS_OR_SELF_EMPLOYED(Kind.TOKEN),
  FILL_INC_QUESTIONNAIRE_FOR_VETERANS_ADMIN(Kind.TOKEN),
  VETERANS_BENEFITS(Kind.TOKEN),
  WEEKS_WORKED_IN_YEAR(Kind.NUMBER),
  YEAR(Kind.TOKEN),
  INCOME(Kind.NOT_AN_INPUT);

  static final ImmutableSet<String> INCOMES = ImmutableSet.of("- 50000.", "50000+.");
  static final ImmutableSet<String> MARITAL_STATUSES =
      ImmutableSet.of(
          "Never married",
          "Married-civilian spouse present",
          "Married-spouse absent",
          "Separated",
          "Divorced",
          "Widowed",
          "Married-A F spouse present");

  private enum Kind {
    NUMBER,
    SKEWED_NUMBER,
    TOKEN,
    NOT_AN_INPUT
  }

  private final Kind kind;

  CensusColumn(Kind kind) {
    this.kind = kind;
  }

  /** The name of the feature, as the file of names has it but in snake case. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isInput(CensusIncome.Protocol protocol) {
    return kind != Kind.NOT_AN_INPUT
        && (this != EDUCATION || protocol == CensusIncome.Protocol.WITH_EDUCATION);
  }

  boolean isNumber() {
    return kind == Kind.NUMBER || kind == Kind.SKEWED_NUMBER;
  }

  Feature feature() {
    return isNumber()
        ? new Numeric(title(), false, kind == Kind.SKEWED_NUMBER, true)
        : new Categorical(title(), false, false, new VocabularyEncoding(TokenType.STRING));
  }
}
