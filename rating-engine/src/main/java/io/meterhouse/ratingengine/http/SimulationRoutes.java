package io.meterhouse.ratingengine.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.BillingPeriod;
import io.meterhouse.rating.ModelType;
import io.meterhouse.ratingengine.cycle.TenantZones;
import io.meterhouse.ratingengine.outage.Outage;
import io.meterhouse.ratingengine.pricing.ConfigReader;
import io.meterhouse.ratingengine.pricing.ModelConfig;
import io.meterhouse.ratingengine.simulation.BackTest;
import io.meterhouse.ratingengine.simulation.BackTestResult;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a price would have come to for usage that there has been. */
public record SimulationRoutes(BackTest backTest, TenantZones tenants)
    implements RouteGroup.Pricing {

  private static final int MAX_CUSTOMERS = 1_000;
  private static final int DEFAULT_CUSTOMERS = 100;
  private static final Duration MAX_PERIOD = Duration.ofDays(732);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

  @Override
  public void register(Routes routes) {
    routes.ask("/api/v1/pricing/simulate", Access.requires(Scope.PRICING_READ), this::simulate);
  }

  private record Simulation(
      @Nullable TenantId tenant, ModelConfig config, BillingPeriod period, int limit) {}

  private void simulate(Context ctx) throws IOException {
    Simulation asked = read(JsonBody.read(ctx));
    BackTest.Question question =
        new BackTest.Question(
            tenants.zones(asked.tenant()),
            Objects.requireNonNull(asked.config().usageMetric()),
            asked.config().draft(),
            asked.period());
    Answers.json(ctx, 200, SimulationView.of(question, run(question), asked.limit()));
  }

  private BackTestResult run(BackTest.Question question) {
    try {
      return backTest.run(question);
    } catch (RuntimeException e) {
      if (Outage.isOne(e)) {
        throw ApiException.unavailable(
            "usage cannot be read at the moment: " + e.getMessage(), RETRY_AFTER);
      }
      throw e;
    }
  }

  private static Simulation read(JsonBody body) {
    @Nullable TenantId tenant = body.optionalTenant("tenantId");
    @Nullable ModelType type = body.choice("modelType", ConfigReader.types());
    if (!body.has("config")) {
      body.problem("config", "missing (expected: an object with the proposed prices)");
    }
    ModelConfig config = ConfigInput.read(body, type == null ? ModelType.FLAT : type);
    if (body.has("config") && config.usageMetric() == null) {
      body.problem("config.usageMetric", "missing (expected: the meter whose usage is priced)");
    }
    @Nullable Instant from = instant(body, "from");
    @Nullable Instant to = instant(body, "to");
    checkPeriod(body, from, to);
    int limit = body.integer("limit", DEFAULT_CUSTOMERS, 1, MAX_CUSTOMERS);
    ConfigInput.check(body, type == null || !body.has("config") ? null : config);
    return new Simulation(
        tenant,
        config,
        new BillingPeriod(Objects.requireNonNull(from), Objects.requireNonNull(to)),
        limit);
  }

  private static @Nullable Instant instant(JsonBody body, String field) {
    if (!body.has(field)) {
      body.problem(field, "missing (expected: a timestamp such as 2026-10-01T00:00:00Z)");
    }
    return body.optionalInstant(field);
  }

  private static void checkPeriod(JsonBody body, @Nullable Instant from, @Nullable Instant to) {
    if (from == null || to == null) {
      return;
    }
    if (!from.isBefore(to)) {
      body.problem("to", "%s (expected: after from, %s)".formatted(to, from));
    } else if (Duration.between(from, to).compareTo(MAX_PERIOD) > 0) {
      body.problem(
          "to", "%s (expected: at most %d days after from)".formatted(to, MAX_PERIOD.toDays()));
    }
  }
}
