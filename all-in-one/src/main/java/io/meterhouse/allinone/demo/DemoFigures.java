package io.meterhouse.allinone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures that the demo shows, read over HTTP. */
final class DemoFigures {

  /** Wide enough for a workload of any age; whole minutes, as windows are. */
  private static final String PERIOD = "&from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z";

  private final MeterhouseClient client;

  DemoFigures(MeterhouseClient client) {
    this.client = client;
  }

  /** accepted = unique + duplicates + rejected, as the ledger has it. */
  record Ledger(long accepted, long unique, long duplicates, long rejected, boolean balanced) {}

  /** A billing item with the lines that explain it. */
  record Item(
      String subject,
      String meter,
      BigDecimal quantity,
      BigDecimal amount,
      String currency,
      List<Line> breakdown) {}

  /** A part of an item: a tier, for example. */
  record Line(String component, String quantity, String unitPrice, String subtotal) {}

  Ledger ledger() {
    JsonNode body = client.get("/api/v1/usage/ledger?tenant_id=" + DemoTenant.TENANT);
    return new Ledger(
        body.path("accepted").asLong(),
        body.path("unique").asLong(),
        body.path("duplicates").asLong(),
        body.path("rejected").asLong(),
        body.path("balanced").asBoolean());
  }

  /** The watermark as the interface prints it; null before the first. */
  @Nullable String watermark() {
    JsonNode watermark =
        client.get("/api/v1/usage/freshness?tenant_id=" + DemoTenant.TENANT).path("watermark");
    return watermark.isTextual() ? watermark.asText() : null;
  }

  BigDecimal total(String meter) {
    JsonNode rows = rows(meter, "");
    return rows.isEmpty() ? BigDecimal.ZERO : new BigDecimal(rows.get(0).path("value").asText());
  }

  /** Rows of a query, for example with {@code group_by=subject}. */
  JsonNode rows(String meter, String parameters) {
    return client
        .get(
            "/api/v1/meters/"
                + meter
                + "/query?tenant_id="
                + DemoTenant.TENANT
                + PERIOD
                + parameters)
        .path("rows");
  }

  /** All billing items in their newest version. */
  List<Item> items() {
    // An item that changes while we page comes again in its newer version: the last one counts.
    Map<String, Item> items = new LinkedHashMap<>();
    String page = "";
    do {
      JsonNode body =
          client.get("/api/v1/billing/rated-items?tenantId=" + DemoTenant.TENANT + page);
      for (JsonNode item : body.path("items")) {
        items.put(item.path("id").asText(), item(item));
      }
      JsonNode next = body.path("nextPageToken");
      page =
          next.isTextual()
              ? "&pageToken=" + URLEncoder.encode(next.asText(), StandardCharsets.UTF_8)
              : "";
      if (body.path("items").isEmpty()) {
        break;
      }
    } while (!page.isEmpty());
    return List.copyOf(items.values());
  }

  private static Item item(JsonNode item) {
    List<Line> lines = new ArrayList<>();
    for (JsonNode line : item.path("breakdown")) {
      lines.add(
          new Line(
              line.path("component").asText(),
              line.path("quantity").asText(),
              line.path("unitPrice").asText(),
              line.path("subtotal").asText()));
    }
    return new Item(
        item.path("scopeId").asText(),
        item.path("meter").asText(),
        new BigDecimal(item.path("quantity").asText()),
        new BigDecimal(item.path("totalAmount").asText()),
        item.path("currency").asText(),
        lines);
  }
}
