package io.meterhouse.allinone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Creates what the demo needs before the first event: a tenant, two token meters and a request
 * count, a graduated price for the context tokens and a flat one for the generated. What is there
 * from an earlier run is kept.
 */
final class DemoTenant {

  static final String TENANT = "TEN-demo";
  static final String EVENT_TYPE = "llm.request";
  static final String CONTEXT_METER = "llm_context_tokens";
  static final String GENERATED_METER = "llm_generated_tokens";
  static final String REQUEST_METER = "llm_requests";
  static final List<String> PRICED_METERS = List.of(CONTEXT_METER, GENERATED_METER);

  private final MeterhouseClient client;

  DemoTenant(MeterhouseClient client) {
    this.client = client;
  }

  void create() {
    ObjectNode tenant = object();
    tenant.put("tenant_id", TENANT).put("tenant_name", "Demo Inc");
    createUnlessThere("/api/v1/tenants", tenant);
    createMeter(CONTEXT_METER, "SUM", "$.context_tokens", "token");
    createMeter(GENERATED_METER, "SUM", "$.generated_tokens", "token");
    createMeter(REQUEST_METER, "COUNT", null, "request");
    createPrice("Context tokens, graduated", "tiered", CONTEXT_METER, tiers());
    createPrice("Generated tokens, flat", "flat", GENERATED_METER, flat());
  }

  private void createMeter(String code, String aggregation, @Nullable String value, String unit) {
    ObjectNode meter = object();
    meter
        .put("code", code)
        .put("name", code.replace('_', ' '))
        .put("event_type", EVENT_TYPE)
        .put("aggregation", aggregation)
        .put("unit", unit)
        .put("tenant_id", TENANT);
    if (value != null) {
      meter.put("value_property", value);
    }
    meter.putObject("dimensions").put("model", "$.model");
    createUnlessThere("/api/v1/meters", meter);
  }

  private void createPrice(String name, String modelType, String meter, ObjectNode config) {
    config.put("currency", "USD").put("usageMetric", meter).put("usageUnit", "token");
    ObjectNode model = object();
    model.put("tenantId", TENANT).put("name", name).put("modelType", modelType);
    model.set("config", config);
    JsonNode existing = client.get("/api/v1/pricing/models?isActive=true&tenantId=" + TENANT);
    for (JsonNode other : existing) {
      if (other.path("config").path("usageMetric").asText().equals(meter)) {
        return;
      }
    }
    JsonNode created = createUnlessThere("/api/v1/pricing/models", model);
    ObjectNode scope = object();
    scope
        .put("tenantId", TENANT)
        .put("pricingModelId", created.path("id").asText())
        .put("scopeType", "global");
    createUnlessThere("/api/v1/pricing/scopes", scope);
  }

  /** USD for a token: the first 100,000, up to a million, beyond. */
  private ObjectNode tiers() {
    ObjectNode config = object();
    ArrayNode tiers = config.putArray("tiers");
    tier(tiers, "0", "100000", "0.0000030");
    tier(tiers, "100000", "1000000", "0.0000025");
    tiers
        .addObject()
        .put("minQuantity", new BigDecimal("1000000"))
        .put("unitPrice", new BigDecimal("0.0000020"));
    return config;
  }

  private static void tier(ArrayNode tiers, String from, String to, String price) {
    tiers
        .addObject()
        .put("minQuantity", new BigDecimal(from))
        .put("maxQuantity", new BigDecimal(to))
        .put("unitPrice", new BigDecimal(price));
  }

  private ObjectNode flat() {
    return object().put("basePrice", new BigDecimal("0.0000150"));
  }

  private JsonNode createUnlessThere(String path, ObjectNode body) {
    MeterhouseClient.Answer answer = client.post(path, body);
    if (answer.status() != 201 && answer.status() != 409) {
      throw new DemoException(
          "POST %s answered %d: %s".formatted(path, answer.status(), answer.body()));
    }
    return answer.body();
  }

  private ObjectNode object() {
    return client.json().createObjectNode();
  }
}
