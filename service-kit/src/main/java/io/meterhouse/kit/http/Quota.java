package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.limits.Charge;
import io.meterhouse.kit.limits.Limit;
import io.meterhouse.kit.limits.Limiter;
import io.meterhouse.metering.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much usage the caller of one request may still bring. */
public final class Quota {

  private final Context ctx;
  private final Caller caller;
  private final @Nullable Throttle throttle;

  private Quota(Context ctx) {
    this.ctx = ctx;
    this.caller = Guard.caller(ctx);
    this.throttle = Throttle.of(ctx);
  }

  /** So many events or snapshots, of so many bytes. */
  public record Volume(long events, long bytes) {

    /** Both together. */
    public Volume plus(Volume other) {
      return new Volume(events + other.events, bytes + other.bytes);
    }
  }

  /** Of an admitted request. */
  public static Quota of(Context ctx) {
    return new Quota(ctx);
  }

  /**
   * Uses all of it, or none.
   *
   * @param sent what the request holds, with what is refused of it
   * @param taken what is about to be taken for each tenant
   * @throws ApiException 429 where a limit of the token or of a tenant does not leave so much
   */
  public void use(Volume sent, Map<TenantId, Volume> taken) {
    if (throttle == null) {
      return;
    }
    RateLimitConfig.Ingest rates = throttle.config().ingest();
    List<Charge> charges = new ArrayList<>();
    charges.add(events("token-events", caller.id(), rates.tokenEvents(), sent));
    charges.add(bytes("token-bytes", caller.id(), rates.tokenBytes(), sent));
    taken.forEach(
        (tenant, volume) -> {
          charges.add(events("tenant-events", tenant.value(), rates.tenantEvents(), volume));
          charges.add(bytes("tenant-bytes", tenant.value(), rates.tenantBytes(), volume));
        });
    Limiter.Outcome outcome = throttle.limiter().charge(charges);
    if (outcome.refusal().isPresent()) {
      RateLimitHeaders.show(ctx, outcome);
      throw RateLimitHeaders.refusal(outcome.refusal().get());
    }
  }

  private static Charge events(String name, String subject, Rate rate, Volume volume) {
    return new Charge(new Limit(name, "events", subject, rate), volume.events());
  }

  private static Charge bytes(String name, String subject, Rate rate, Volume volume) {
    return new Charge(new Limit(name, "bytes", subject, rate), volume.bytes());
  }
}
