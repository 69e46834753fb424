package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.limits.Buckets;
import io.meterhouse.kit.limits.Charge;
import io.meterhouse.kit.limits.Limit;
import io.meterhouse.kit.limits.Limiter;
import io.meterhouse.kit.limits.MemoryBuckets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds callers to their limits: those with a token to what it may do, the others to few attempts.
 * What is open and only reads, health among it, is never limited.
 */
final class Throttle {

  private static final String THROTTLE = "meterhouse.throttle";
  private static final int UNAUTHENTICATED = 401;
  private static final String CHARGED_TO_ADDRESS = "meterhouse.chargedToAddress";
  private static final int FIRST_ERROR = 400;
  private static final Set<HandlerType> READS = Set.of(HandlerType.GET, HandlerType.HEAD);

  private final RateLimitConfig config;
  private final Limiter limiter;
  private final AddressGate addresses;

  Throttle(RateLimitConfig config, Buckets buckets, InstantSource clock) {
    this.config = config;
    this.limiter = new Limiter(buckets);
    // Apart from the others, so that a flood of addresses forgets no counter of a token.
    this.addresses =
        new AddressGate(
            config.address(), new MemoryBuckets(clock, config.maxBuckets()), config.maxBuckets());
  }

  /** Goes with the request to where its route is known. */
  void attach(Context ctx) {
    ctx.attribute(THROTTLE, this);
  }

  /** The request is answered: what an open route did for it is not charged, what it refused is. */
  void answered(Context ctx) {
    if (Boolean.TRUE.equals(ctx.attribute(CHARGED_TO_ADDRESS)) && ctx.statusCode() < FIRST_ERROR) {
      addresses.giveBack(ctx);
    }
  }

  /** That of the server that took the request; null where it has none. */
  static @Nullable Throttle of(Context ctx) {
    return ctx.attribute(THROTTLE);
  }

  /**
   * Lets the request pass {@code guard} and the limits.
   *
   * @throws ApiException what the guard throws, or 429
   */
  static void admit(Context ctx, Access access, Guard guard) {
    Throttle throttle = of(ctx);
    if (throttle == null) {
      guard.admit(ctx, access);
    } else if (access.scope() == null) {
      guard.admit(ctx, access);
      throttle.admitAnybody(ctx);
    } else {
      throttle.admitWithToken(ctx, access, guard);
    }
  }

  RateLimitConfig config() {
    return config;
  }

  Limiter limiter() {
    return limiter;
  }

  /**
   * Who may write without a token asks for one, and could guess what it takes to get it. It is
   * charged ahead of the answer, so that many guesses at once are no way around.
   */
  private void admitAnybody(Context ctx) {
    if (!READS.contains(ctx.method())) {
      addresses.count(ctx);
      ctx.attribute(CHARGED_TO_ADDRESS, true);
    }
  }

  private void admitWithToken(Context ctx, Access access, Guard guard) {
    addresses.check(ctx);
    @Nullable ApiException denied = null;
    try {
      guard.admit(ctx, access);
    } catch (ApiException e) {
      denied = e;
    }
    Caller caller = Guard.callerIfKnown(ctx);
    if (caller != null) {
      addresses.prove(ctx);
      charge(ctx, caller, access);
    } else if (denied != null && denied.status() == UNAUTHENTICATED) {
      // Anything else is no guess: we were too busy to tell, or the body behind a proof was wrong.
      addresses.count(ctx);
    }
    if (denied != null) {
      throw denied;
    }
  }

  private void charge(Context ctx, Caller caller, Access access) {
    LimitGroup group = LimitGroup.of(Exchange.family(ctx), access);
    List<Charge> charges = new ArrayList<>(3);
    charges.add(one("token", caller.id(), config.token()));
    charges.add(one(group.limitName(), caller.id(), group.rate(config.groups())));
    if (caller.tenant() != null) {
      charges.add(one("tenant", caller.tenant().value(), config.tenant()));
    }
    charge(ctx, charges);
  }

  /** A request to that token's limit, of whoever proved itself otherwise than by the token. */
  void chargeToken(Context ctx, String subject) {
    charge(ctx, List.of(one("token", subject, config.token())));
  }

  private void charge(Context ctx, List<Charge> charges) {
    Limiter.Outcome outcome = limiter.charge(charges);
    RateLimitHeaders.show(ctx, outcome);
    if (outcome.refusal().isPresent()) {
      throw RateLimitHeaders.refusal(outcome.refusal().get());
    }
  }

  private static Charge one(String name, String subject, Rate rate) {
    return new Charge(new Limit(name, "requests", subject, rate), 1);
  }
}
