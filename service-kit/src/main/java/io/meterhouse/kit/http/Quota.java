package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.limits.Charge;
import io.meterhouse.kit.limits.Limit;
import io.meterhouse.kit.limits.Limiter;
import io.meterhouse.metering.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How much usage the caller of one request may still bring; of the request's thread. */
public final class Quota {

  private final Context ctx;
  private final Caller caller;
  private final @Nullable Throttle throttle;
  private final List<Charge> used = new ArrayList<>();

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

  /**
   * Charges a request to the limit of tokens under the name of who proved itself on an open route.
   *
   * @throws ApiException 429
   */
  public static void useRequestOf(Context ctx, String proven) {
    Throttle throttle = Throttle.of(ctx);
    if (throttle != null) {
      throttle.chargeToken(ctx, proven);
    }
  }

  /** Of an admitted request. */
  public static Quota of(Context ctx) {
    return new Quota(ctx);
  }

  /**
   * Uses the body of the request, whatever it turns out to hold.
   *
   * @throws ApiException 429 where the token's limit does not leave so many bytes
   */
  public void useBody(long bytes) {
    if (throttle != null) {
      Rate rate = throttle.config().ingest().tokenBytes();
      use(throttle, List.of(bytes("token-bytes", caller.id(), rate, bytes)));
    }
  }

  /**
   * Uses all of it, or gives back what the request used before.
   *
   * @param sent events or snapshots of the request, those that are refused among them
   * @param taken what is about to be taken for each tenant
   * @throws ApiException 429 where a limit of the token or of a tenant does not leave so much
   */
  public void useEvents(long sent, Map<TenantId, Volume> taken) {
    if (throttle == null) {
      return;
    }
    RateLimitConfig.Ingest rates = throttle.config().ingest();
    List<Charge> charges = new ArrayList<>();
    charges.add(events("token-events", caller.id(), rates.tokenEvents(), sent));
    taken.forEach(
        (tenant, volume) -> {
          charges.add(
              events("tenant-events", tenant.value(), rates.tenantEvents(), volume.events()));
          charges.add(bytes("tenant-bytes", tenant.value(), rates.tenantBytes(), volume.bytes()));
        });
    use(throttle, charges);
  }

  /** What the request used was for nothing, through no fault of its sender. */
  public void giveBack() {
    if (throttle != null) {
      throttle.limiter().giveBack(used);
      used.clear();
    }
  }

  private void use(Throttle throttle, List<Charge> charges) {
    Limiter.Outcome outcome = throttle.limiter().charge(charges);
    if (outcome.refusal().isPresent()) {
      giveBack();
      RateLimitHeaders.show(ctx, outcome);
      throw RateLimitHeaders.refusal(outcome.refusal().get());
    }
    used.addAll(charges);
  }

  private static Charge events(String name, String subject, Rate rate, long events) {
    return new Charge(new Limit(name, "events", subject, rate), events);
  }

  private static Charge bytes(String name, String subject, Rate rate, long bytes) {
    return new Charge(new Limit(name, "bytes", subject, rate), bytes);
  }
}
