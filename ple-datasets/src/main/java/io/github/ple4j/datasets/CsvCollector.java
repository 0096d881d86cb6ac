package io.github.ple4j.datasets;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects what one input, label or other column has in every row. Not thread-safe. */
abstract class CsvCollector {
  private final CsvColumn column;
  private final String name;
  private int place;

  CsvCollector(String name, CsvColumn column) {
    this.name = name;
    this.column = column;
  }

  /** The column that a message gives, or that of the name. */
  static CsvColumn column(boolean given, CsvColumn column, String name) {
    return given ? column : CsvColumn.newBuilder().setName(name).build();
  }

  /** Finds the column in the file that is read next. */
  void open(CsvRow file, int width) {
    place = file.place(column, width);
  }

  final void accept(CsvRow row) {
    accept(row, place);
  }

  final String name() {
    return name;
  }

  abstract void accept(CsvRow row, int at);

  /** Numbers; NaN where one is missing. */
  static class Numbers extends CsvCollector {
    private final boolean mayBeMissing;
    private float[] values = new float[1024];
    private int size;

    Numbers(CsvFeature feature) {
      this(
          feature.getName(),
          column(feature.hasColumn(), feature.getColumn(), feature.getName()),
          feature.getNumeric().getMayBeMissing());
    }

    Numbers(String name, CsvColumn column, boolean mayBeMissing) {
      super(name, column);
      this.mayBeMissing = mayBeMissing;
    }

    @Override
    void accept(CsvRow row, int at) {
      if (row.isMissing(row.text(at))) {
        if (!mayBeMissing) {
          throw row.wrong(at, name(), "a number that is not missing");
        }
        add(Float.NaN);
      } else {
        add(row.number(at, name()));
      }
    }

    final void add(float value) {
      values = size == values.length ? Arrays.copyOf(values, 2 * size) : values;
      values[size++] = value;
    }

    final float[] values() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Weights of rows. */
  static final class Weights extends Numbers {
    Weights(CsvColumn column) {
      super("sample_weight", column, false);
    }

    @Override
    void accept(CsvRow row, int at) {
      float weight = row.number(at, name());
      if (weight < 0) {
        throw row.wrong(at, name(), "a number that is not negative");
      }
      add(weight);
    }
  }

  /** Labels; NaN outside of the sample space. */
  static final class Labels extends Numbers {
    private final boolean binary;
    private final ImmutableSet<String> positive;
    private final CsvColumn where;
    private final ImmutableSet<String> inside; // all rows where empty
    private int wherePlace;

    Labels(CsvLabel label) {
      super(label.getName(), column(label.hasColumn(), label.getColumn(), label.getName()), true);
      binary = label.getKind() == CsvLabel.Kind.BINARY;
      positive = ImmutableSet.copyOf(label.getPositiveList());
      where = label.getWhere().getColumn();
      inside = ImmutableSet.copyOf(label.getWhere().getValuesList());
    }

    @Override
    void open(CsvRow file, int width) {
      super.open(file, width);
      wherePlace = inside.isEmpty() ? 0 : file.place(where, width);
    }

    @Override
    void accept(CsvRow row, int at) {
      String text = row.text(at);
      boolean outside = !inside.isEmpty() && !inside.contains(row.text(wherePlace));
      if (outside || row.isMissing(text)) {
        add(Float.NaN);
      } else if (!positive.isEmpty()) {
        add(positive.contains(text) ? 1f : 0f);
      } else {
        float label = row.number(at, name());
        if (binary && label != 0 && label != 1) {
          throw row.wrong(at, name(), "0 or 1");
        }
        add(label);
      }
    }
  }

  /** Codes of tokens; -1 where one is missing, and of hashed ones their id. */
  static final class Tokens extends CsvCollector {
    static final int MISSING = -1;

    private final CsvCategorical kind;
    private final TokenDictionary dictionary = new TokenDictionary();
    private final Splitter elements;
    private final char weightSeparator;
    private int[] codes = new int[1024];
    private float[] weights = new float[0];
    private int size;
    private int[] ends = new int[1024]; // of rows with many values
    private int rows;

    Tokens(CsvFeature feature) {
      super(feature.getName(), column(feature.hasColumn(), feature.getColumn(), feature.getName()));
      kind = feature.getCategorical();
      elements = Splitter.on(kind.getSeparator().isEmpty() ? "|" : kind.getSeparator());
      weightSeparator =
          kind.getWeightSeparator().isEmpty() ? ':' : kind.getWeightSeparator().charAt(0);
      weights = kind.getWeighted() ? new float[1024] : weights;
    }

    CsvCategorical kind() {
      return kind;
    }

    TokenDictionary dictionary() {
      return dictionary;
    }

    /** Of all rows one after another. */
    int[] codes() {
      return Arrays.copyOf(codes, size);
    }

    /** Of every code; empty where there are none. */
    float[] weights() {
      return kind.getWeighted() ? Arrays.copyOf(weights, size) : weights;
    }

    /** Where the codes of each row end, where a row has many. */
    int[] ends() {
      return Arrays.copyOf(ends, rows);
    }

    @Override
    void accept(CsvRow row, int at) {
      String text = row.text(at);
      boolean missing = row.isMissing(text);
      if (!kind.getMultiValued()) {
        add(missing ? MISSING : code(text, row, at), 1);
        return;
      }
      if (!missing) {
        for (String element : elements.split(text)) {
          element(element, row, at);
        }
      }
      ends = rows == ends.length ? Arrays.copyOf(ends, 2 * rows) : ends;
      ends[rows++] = size;
    }

    private void element(String element, CsvRow row, int at) {
      if (!kind.getWeighted()) {
        add(code(element, row, at), 1);
        return;
      }
      int end = element.lastIndexOf(weightSeparator);
      try {
        float weight = Float.parseFloat(element.substring(end + 1));
        if (end >= 0 && Float.isFinite(weight)) {
          add(code(element.substring(0, end), row, at), weight);
          return;
        }
      } catch (NumberFormatException e) {
        // told below
      }
      throw row.wrong(
          at, name(), "tokens followed by " + weightSeparator + " and a finite number each");
    }

    private int code(String token, CsvRow row, int at) {
      if (kind.getHashBuckets() > 0) {
        if (token.isEmpty()) {
          return MISSING; // of many values, one between two separators
        }
        return new Encoding.HashEncoding(kind.getHashBuckets()).id(token);
      }
      if (kind.getTokenType() == CsvCategorical.TokenType.LONG) {
        try {
          return dictionary.code(Long.toString(Long.parseLong(token)));
        } catch (NumberFormatException e) {
          throw row.wrong(at, name(), "a whole number of 64 bits");
        }
      }
      if (token.indexOf('\n') >= 0 || token.indexOf('\r') >= 0) {
        throw row.wrong(at, name(), "a token without a line end");
      }
      return dictionary.code(token);
    }

    private void add(int code, float weight) {
      if (size == codes.length) {
        codes = Arrays.copyOf(codes, 2 * size);
        weights = kind.getWeighted() ? Arrays.copyOf(weights, 2 * size) : weights;
      }
      codes[size] = code;
      if (kind.getWeighted()) {
        weights[size] = weight;
      }
      size++;
    }
  }

  /** Ids of groups: whole numbers as they are, other values by their hash. */
  static final class Groups extends CsvCollector {
    private long[] values = new long[1024];
    private int size;

    Groups(CsvColumn column) {
      super("group", column);
    }

    @Override
    void accept(CsvRow row, int at) {
      values = size == values.length ? Arrays.copyOf(values, 2 * size) : values;
      values[size++] = id(row.text(at));
    }

    private static long id(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        return Hashing.farmHashFingerprint64().hashString(text, StandardCharsets.UTF_8).asLong();
      }
    }

    long[] values() {
      return Arrays.copyOf(values, size);
    }
  }
}
