package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A picture of a model in the manner of the PLE paper's Figure 1: the input below, towers above, a
 * column and a colour for each task and one for what they share; solid lines carry what is mapped
 * or mixed, dashed ones what only selects.
 */
public final class ModelPicture {
  private static final int NODE_WIDTH = 118;
  private static final int NODE_HEIGHT = 40;
  private static final int GAP = 18;
  private static final int RANK_HEIGHT = 96;
  private static final int MARGIN = 24;
  private static final int HEADING = 44;
  private static final String SHARED = "#5b6770";
  private static final ImmutableList<String> COLOURS =
      ImmutableList.of("#b3541e", "#1f6f8b", "#5a7d2a", "#7b4b94", "#a8324a", "#806000");

  private final ModelDiagram diagram;
  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private final int width;
  private final int height;

  /** Where a module stands. */
  private record Box(ModelDiagram.Node node, double x, double y, double width) {
    double middle() {
      return x + width / 2;
    }
  }

  private ModelPicture(ModelDiagram diagram) {
    this.diagram = diagram;
    List<Optional<String>> columns = columns();
    Map<Optional<String>, Integer> places = new LinkedHashMap<>();
    int total = 0;
    for (Optional<String> column : columns) {
      int most = 1;
      for (int rank = 0; rank <= diagram.lastRank(); rank++) {
        most = Math.max(most, of(column, rank).size());
      }
      places.put(column, most);
      total += most * (NODE_WIDTH + GAP);
    }
    width = total - GAP + 2 * MARGIN;
    height = HEADING + diagram.lastRank() * RANK_HEIGHT + NODE_HEIGHT + MARGIN;
    double left = MARGIN;
    for (Optional<String> column : columns) {
      double columnWidth = places.getOrDefault(column, 1) * (NODE_WIDTH + GAP);
      for (int rank = 0; rank <= diagram.lastRank(); rank++) {
        place(of(column, rank), left, columnWidth, rank);
      }
      left += columnWidth;
    }
  }

  /** The picture as an SVG document. */
  public static String svg(ModelDiagram diagram) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      new ModelPicture(diagram).write(xml);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + "\n";
  }

  /** Half of the tasks, what is shared, the other half; only those that have a module. */
  private List<Optional<String>> columns() {
    List<Optional<String>> columns = new ArrayList<>();
    List<TaskSpec> tasks = diagram.spec().getTasksList();
    int half = (tasks.size() + 1) / 2;
    tasks.subList(0, half).forEach(task -> columns.add(Optional.of(task.getName())));
    columns.add(Optional.empty());
    tasks.subList(half, tasks.size()).forEach(task -> columns.add(Optional.of(task.getName())));
    columns.removeIf(column -> diagram.nodes().stream().noneMatch(n -> n.task().equals(column)));
    return columns;
  }

  private List<ModelDiagram.Node> of(Optional<String> column, int rank) {
    return diagram.nodes().stream()
        .filter(node -> node.task().equals(column) && node.rank() == rank)
        .toList();
  }

  private void place(List<ModelDiagram.Node> nodes, double left, double columnWidth, int rank) {
    double y = HEADING + (diagram.lastRank() - rank) * (double) RANK_HEIGHT;
    boolean wide = nodes.size() == 1 && nodes.get(0).kind() == ModelDiagram.Kind.INPUT;
    if (wide && nodes.get(0).task().isEmpty()) { // below everything that reads it
      boxes.put(nodes.get(0).name(), new Box(nodes.get(0), MARGIN, y, width - 2.0 * MARGIN));
      return;
    }
    double used = nodes.size() * (NODE_WIDTH + GAP) - GAP;
    double x = left + (columnWidth - GAP - used) / 2;
    for (ModelDiagram.Node node : nodes) {
      boxes.put(node.name(), new Box(node, x, y, NODE_WIDTH));
      x += NODE_WIDTH + GAP;
    }
  }

  private void write(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace("http://www.w3.org/2000/svg");
    attributes(xml, "viewBox", "0 0 " + width + " " + height);
    attributes(xml, "width", width, "height", height, "role", "img", "font-family", "sans-serif");
    xml.writeStartElement("title");
    xml.writeCharacters(title());
    xml.writeEndElement();
    xml.writeStartElement("rect");
    attributes(xml, "width", width, "height", height, "fill", "#ffffff");
    xml.writeEndElement();
    text(xml, MARGIN, 26, "#222222", 15, "start", title());
    for (Box box : boxes.values()) {
      lines(xml, box);
    }
    for (Box box : boxes.values()) {
      box(xml, box);
    }
    xml.writeEndElement();
  }

  private String title() {
    String name =
        diagram.spec().getArchitectureCase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    List<String> tasks = diagram.spec().getTasksList().stream().map(TaskSpec::getName).toList();
    return name + ": " + String.join(", ", tasks);
  }

  private void lines(XMLStreamWriter xml, Box box) throws XMLStreamException {
    List<String> sources = new ArrayList<>(box.node().reads());
    sources.sort(java.util.Comparator.comparingDouble(name -> from(name).middle()));
    Set<String> selectors = new TreeSet<>(box.node().selectedBy());
    for (int i = 0; i < sources.size(); i++) {
      line(xml, from(sources.get(i)), box, entry(box, i, sources.size()), false);
    }
    for (String name : selectors) { // at the side, as of a gate
      boolean left = from(name).middle() < box.middle() - 1;
      line(xml, from(name), box, left ? box.x() + 6 : box.x() + box.width() - 6, true);
    }
  }

  private Box from(String name) {
    Box box = boxes.get(name);
    if (box == null) {
      throw new IllegalStateException("no module " + name);
    }
    return box;
  }

  private static double entry(Box box, int i, int count) {
    double step = Math.min(22, (box.width() - 36) / count);
    return box.middle() + (i - (count - 1) / 2.0) * step;
  }

  /** A curve from the top of one box to the bottom of another. */
  private void line(XMLStreamWriter xml, Box from, Box to, double x, boolean dashed)
      throws XMLStreamException {
    double start =
        from.node().kind() == ModelDiagram.Kind.INPUT && from.width() > NODE_WIDTH
            ? x // straight up from a wide input
            : from.middle() + (dashed ? Math.copySign(12, x - from.middle()) : 0);
    double top = from.y();
    double bottom = to.y() + NODE_HEIGHT;
    double bend = Math.max(24, (top - bottom) * 0.45);
    xml.writeStartElement("path");
    attributes(
        xml,
        "d",
        String.format(
            Locale.ROOT,
            "M%.1f %.1f C%.1f %.1f %.1f %.1f %.1f %.1f",
            start,
            top,
            start,
            top - bend,
            x,
            bottom + bend,
            x,
            bottom),
        "fill",
        "none",
        "stroke",
        dashed ? "#999999" : colours(from.node().task()),
        "stroke-width",
        dashed ? 1.1 : 1.6,
        "stroke-opacity",
        0.8);
    if (dashed) {
      attributes(xml, "stroke-dasharray", "4 3");
    }
    xml.writeEndElement();
  }

  private void box(XMLStreamWriter xml, Box box) throws XMLStreamException {
    ModelDiagram.Node node = box.node();
    String colour = node.kind() == ModelDiagram.Kind.INPUT ? "#222222" : colours(node.task());
    double x = box.x();
    double y = box.y();
    xml.writeStartElement("g");
    xml.writeStartElement("title");
    xml.writeCharacters(
        node.name() + ": " + String.format(Locale.ROOT, "%,d parameters", node.parameters()));
    xml.writeEndElement();
    boolean mixes =
        node.kind() == ModelDiagram.Kind.GATE || node.kind() == ModelDiagram.Kind.ROUTES;
    xml.writeStartElement("path"); // what mixes is narrower above, as many become one
    double slope = mixes ? 14 : 0;
    attributes(
        xml,
        "d",
        String.format(
            Locale.ROOT,
            "M%.1f %.1f h%.1f L%.1f %.1f h%.1f z",
            x + slope,
            y,
            box.width() - 2 * slope,
            x + box.width(),
            y + NODE_HEIGHT,
            -box.width()),
        "fill",
        mixes ? "#ffffff" : colour,
        "stroke",
        colour,
        "stroke-width",
        1.6,
        "stroke-linejoin",
        "round");
    xml.writeEndElement();
    String ink = mixes ? colour : "#ffffff";
    text(xml, box.middle(), y + 17, ink, 12, "middle", label(node));
    text(xml, box.middle(), y + 32, ink, 10, "middle", detail(node));
    xml.writeEndElement();
  }

  /** What stands after the level and the task, which column and place show. */
  private static String label(ModelDiagram.Node node) {
    String name = node.name().replaceFirst("^.*?(?:task/[^/]+|shared)/", "");
    String level = node.name().startsWith("level_") ? node.name().replaceFirst("/.*", "") : "";
    String own = name.replaceFirst("^level_[0-9]+/", "").replace('_', ' ');
    if (node.kind() == ModelDiagram.Kind.HEAD) {
      return node.task().map(ModelPicture::shortened).orElse("head");
    }
    return level.isEmpty() || own.equals(level.replace('_', ' '))
        ? own
        : own + " (" + level.replace("level_", "") + ")";
  }

  private static String shortened(String name) {
    return name.length() <= 16 ? name : name.substring(0, 15) + "…";
  }

  private static String detail(ModelDiagram.Node node) {
    return String.format(Locale.ROOT, "%d wide, %s", node.width(), count(node.parameters()));
  }

  private static String count(long number) {
    return number >= 10_000_000
        ? String.format(Locale.ROOT, "%.0f M", number / 1e6)
        : number >= 10_000
            ? String.format(Locale.ROOT, "%.0f k", number / 1e3)
            : Long.toString(number);
  }

  private String colours(Optional<String> task) {
    Map<String, String> known = new HashMap<>();
    for (int k = 0; k < diagram.spec().getTasksCount(); k++) {
      known.put(diagram.spec().getTasks(k).getName(), COLOURS.get(k % COLOURS.size()));
    }
    return task.map(name -> known.getOrDefault(name, SHARED)).orElse(SHARED);
  }

  private static void text(
      XMLStreamWriter xml,
      double x,
      double y,
      String colour,
      int size,
      String anchor,
      String content)
      throws XMLStreamException {
    xml.writeStartElement("text");
    attributes(xml, "x", x, "y", y, "fill", colour, "font-size", size, "text-anchor", anchor);
    xml.writeCharacters(content);
    xml.writeEndElement();
  }

  /** Names and values in turn. */
  private static void attributes(XMLStreamWriter xml, Object... pairs) throws XMLStreamException {
    for (int i = 0; i < pairs.length; i += 2) {
      xml.writeAttribute(pairs[i].toString(), pairs[i + 1].toString());
    }
  }
}
