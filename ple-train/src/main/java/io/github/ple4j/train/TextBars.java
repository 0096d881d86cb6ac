package io.github.ple4j.train;

import java.nio.charset.Charset;
import java.util.Collections;
import java.util.List;

/** Small drawings of characters: of blocks, or for those who cannot show them of ASCII. */
public enum TextBars {
  /** Block elements of Unicode. */
  BLOCKS("▁▂▃▄▅▆▇█", "▏▎▍▌▋▊▉█"),
  /** Marks that grow darker. */
  ASCII(".:-=+*#@", "#");

  private static final int WIDTH = 20;

  private final String heights;
  private final String widths;

  TextBars(String heights, String widths) {
    this.heights = heights;
    this.widths = widths;
  }

  /** Blocks where a charset has them. */
  public static TextBars of(Charset charset) {
    return charset.canEncode() && charset.newEncoder().canEncode(BLOCKS.heights + BLOCKS.widths)
        ? BLOCKS
        : ASCII;
  }

  /** A character a count, as high as the count beside the largest; a space for 0. */
  String histogram(List<Long> counts) {
    long largest = counts.isEmpty() ? 0 : Collections.max(counts);
    StringBuilder text = new StringBuilder();
    for (long count : counts) {
      int level = (int) Math.ceil((double) count / Math.max(1, largest) * heights.length());
      text.append(level == 0 ? ' ' : heights.charAt(level - 1));
    }
    return text.toString();
  }

  /** A bar as long as a share, of at most twenty characters. */
  String bar(double share) {
    int steps = (int) Math.ceil(share * WIDTH * widths.length());
    int rest = steps % widths.length();
    String full = widths.substring(widths.length() - 1);
    return full.repeat(steps / widths.length())
        + (rest == 0 ? "" : widths.substring(rest - 1, rest));
  }
}
