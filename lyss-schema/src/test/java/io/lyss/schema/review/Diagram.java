package io.lyss.schema.review;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** The tables and their foreign keys as a picture, which ELK lays out. */
final class Diagram {

  private static final double CHARACTER = 6.6;
  private static final double LINE = 16;
  private static final double HEADER = 24;
  private static final double MARGIN = 10;

  private record Box(ElkNode node, List<List<String>> columns) {}

  private final Map<String, Box> boxes = new LinkedHashMap<>();
  private final List<ElkEdge> edges = new ArrayList<>();
  private final StringBuilder svg = new StringBuilder();

  private Diagram() {}

  static String of(ReviewedSchema schema) throws SQLException {
    Diagram diagram = new Diagram();
    ElkNode graph = diagram.layOut(schema);
    diagram.draw(schema.name(), graph);
    return diagram.svg.toString();
  }

  private ElkNode layOut(ReviewedSchema schema) throws SQLException {
    ElkNode graph = ElkGraphUtil.createGraph();
    graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    graph.setProperty(LayeredOptions.DIRECTION, Direction.LEFT);
    graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    graph.setProperty(LayeredOptions.ASPECT_RATIO, 1.5);
    graph.setProperty(LayeredOptions.PADDING, new ElkPadding(56, 24, 24, 24));
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 28.0);
    graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 48.0);
    graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 16.0);
    graph.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, 36.0);
    List<List<String>> columns = schema.rows("columns.sql");
    for (List<String> table : schema.rows("tables.sql")) {
      if (table.get(0).equals("table") && !table.get(1).equals("lyss_schema_history")) {
        add(graph, table.get(1), columns);
      }
    }
    for (List<String> key : schema.rows("keys.sql")) {
      if (key.get(1).equals("f") && !key.get(0).equals(key.get(4))) {
        edges.add(
            ElkGraphUtil.createSimpleEdge(boxes.get(key.get(0)).node, boxes.get(key.get(4)).node));
      }
    }
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    new RecursiveGraphLayoutEngine().layout(graph, new BasicProgressMonitor());
    return graph;
  }

  private void add(ElkNode graph, String table, List<List<String>> all) {
    List<List<String>> columns = all.stream().filter(c -> c.get(0).equals(table)).toList();
    int widest =
        columns.stream().mapToInt(c -> c.get(1).length() + type(c).length() + 3).max().orElse(0);
    ElkNode node = ElkGraphUtil.createNode(graph);
    node.setWidth(Math.ceil(Math.max(widest, table.length() * 1.2) * CHARACTER + 2 * MARGIN));
    node.setHeight(HEADER + columns.size() * LINE + 8);
    boxes.put(table, new Box(node, columns));
  }

  private static String type(List<String> column) {
    return column
        .get(2)
        .replace("timestamp with time zone", "timestamptz")
        .replace("character varying", "varchar")
        .replace("double precision", "double");
  }

  private void draw(String name, ElkNode graph) {
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" width=\"%s\" height=\"%s\">",
        number(graph.getWidth()),
        number(graph.getHeight()),
        number(graph.getWidth()),
        number(graph.getHeight()));
    line(
        """
        <style>
        text { font: 11px ui-monospace, Menlo, Consolas, monospace; fill: #24292f }
        .title { font-size: 20px; font-weight: 600 } .table { font-size: 12px; font-weight: 600; fill: #fff }
        .type { fill: #6e7781 } .primary { font-weight: 700 } .foreign { fill: #0550ae }
        .box { fill: #fff; stroke: #8c959f } .head { fill: #35546f }
        .key { fill: none; stroke: #57606a; stroke-width: 1.2 }
        </style>
        <defs><marker id="one" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto"><path d="M0,0 L8,4 L0,8 Z" fill="#57606a"/></marker></defs>
        <rect width="100%%" height="100%%" fill="#f6f8fa"/>""");
    line("<text class=\"title\" x=\"24\" y=\"36\">%s</text>", name);
    line(
        "<text class=\"type\" x=\"%s\" y=\"36\">bold: primary key; blue: foreign key; an arrow points at what is referenced</text>",
        number(24 + name.length() * 13 + 16));
    edges.forEach(this::draw);
    boxes.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
        .forEach(entry -> draw(entry.getKey(), entry.getValue()));
    line("</svg>");
  }

  private void draw(ElkEdge edge) {
    for (ElkEdgeSection section : edge.getSections()) {
      StringBuilder points = new StringBuilder(point(section.getStartX(), section.getStartY()));
      for (ElkBendPoint bend : section.getBendPoints()) {
        points.append(' ').append(point(bend.getX(), bend.getY()));
      }
      points.append(' ').append(point(section.getEndX(), section.getEndY()));
      line("<polyline class=\"key\" marker-end=\"url(#one)\" points=\"%s\"/>", points);
    }
  }

  private void draw(String table, Box box) {
    ElkNode node = box.node;
    line("<g transform=\"translate(%s %s)\">", number(node.getX()), number(node.getY()));
    line(
        "<rect class=\"box\" rx=\"4\" width=\"%s\" height=\"%s\"/><rect class=\"head\" rx=\"4\" width=\"%s\" height=\"%s\"/>",
        number(node.getWidth()), number(node.getHeight()), number(node.getWidth()), number(HEADER));
    line("<text class=\"table\" x=\"%s\" y=\"16\">%s</text>", number(MARGIN), table);
    double y = HEADER + LINE;
    for (List<String> column : box.columns) {
      line(
          "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text><text class=\"type\" text-anchor=\"end\" x=\"%s\" y=\"%s\">%s</text>",
          column.get(6),
          number(MARGIN),
          number(y),
          column.get(1),
          number(node.getWidth() - MARGIN),
          number(y),
          type(column) + (column.get(3).isEmpty() ? "" : "?"));
      y += LINE;
    }
    line("</g>");
  }

  private static String point(double x, double y) {
    return number(x) + "," + number(y);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  private void line(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
