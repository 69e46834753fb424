package io.meterhouse.kit.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import io.meterhouse.kit.access.SignedRequest;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.limits.Charge;
import io.meterhouse.kit.limits.Limit;
import io.meterhouse.kit.limits.MemoryBuckets;
import io.meterhouse.kit.limits.Standing;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses: after so many requests without a token in force, those of the same
 * address are refused before their token is looked at. Callers that showed one a moment ago are
 * looked at all the same:
 *
 * <ul>
 *   <li>with the very token that was in force, from anywhere: who has it need not guess;
 *   <li>with the access key id of a request that was signed rightly from the same address. The id
 *       is no secret, so such requests are looked at until {@value #SIGNED_FACTOR} times as many of
 *       the address were signed wrongly; then they wait as the others do.
 * </ul>
 *
 * <p>What an address used up, it used up for everybody behind it who showed nothing yet: who shares
 * an address with a guesser cannot show a new token meanwhile, nor fetch one.
 */
final class AddressGate {

  private static final int SIGNED_FACTOR = 10;
  private static final Pattern ACCESS_KEY_ID =
      Pattern.compile(SignedRequest.SCHEME + " +Credential=([A-Za-z0-9]{8,128})/.*");

  private static final Duration REMEMBER_PROVEN = Duration.ofMinutes(10);

  /** Whoever has a network of IPv6 has all of its addresses: the first half names the network. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private final Rate rate;
  private final Rate signedRate;
  private final MemoryBuckets buckets;
  private final Cache<String, Boolean> proven;

  AddressGate(Rate rate, MemoryBuckets buckets, int maxProven) {
    this.rate = rate;
    this.signedRate = times(rate, SIGNED_FACTOR);
    this.buckets = buckets;
    this.proven =
        Caffeine.newBuilder().maximumSize(maxProven).expireAfterAccess(REMEMBER_PROVEN).build();
  }

  /**
   * Returns when the request's token may be looked at.
   *
   * @throws ApiException 429 where too many of the address were wrong
   */
  void check(Context ctx) {
    if (rate.isOff()) {
      return;
    }
    Standing standing = buckets.look(limit(ctx));
    if (standing.isTaken()) {
      return;
    }
    if (!isProven(ctx)) {
      throw RateLimitHeaders.refusal(standing);
    }
    if (accessKeyId(ctx) != null) {
      refuseUnlessTaken(buckets.look(signedLimit(ctx)));
    }
  }

  /**
   * The request had no token in force.
   *
   * @throws ApiException 429 where it was one too many
   */
  void count(Context ctx) {
    if (rate.isOff()) {
      return;
    }
    if (accessKeyId(ctx) != null && isProven(ctx)) {
      refuseUnlessTaken(buckets.take(one(signedLimit(ctx))));
    }
    refuseUnlessTaken(buckets.take(one(limit(ctx))));
  }

  /** The request needed none and did what it came for, so it does not count after all. */
  void giveBack(Context ctx) {
    if (!rate.isOff()) {
      buckets.giveBack(one(limit(ctx)));
    }
  }

  /** The request had one. */
  void prove(Context ctx) {
    String credentials = fingerprint(ctx);
    if (!rate.isOff() && credentials != null) {
      proven.put(credentials, true);
    }
  }

  private boolean isProven(Context ctx) {
    String credentials = fingerprint(ctx);
    return credentials != null && proven.getIfPresent(credentials) != null;
  }

  private static void refuseUnlessTaken(Standing standing) {
    if (!standing.isTaken()) {
      throw RateLimitHeaders.refusal(standing);
    }
  }

  private static Charge one(Limit limit) {
    return new Charge(limit, 1);
  }

  private Limit limit(Context ctx) {
    return new Limit("address", "requests without a token in force", network(ctx.ip()), rate);
  }

  private Limit signedLimit(Context ctx) {
    return new Limit("address-signed", "wrongly signed requests", network(ctx.ip()), signedRate);
  }

  private static Rate times(Rate rate, int factor) {
    return rate.isOff()
        ? rate
        : new Rate(
            Math.min(Rate.LARGEST, rate.perMinute() * factor),
            Math.min(Rate.LARGEST, rate.burst() * factor));
  }

  static String network(String address) {
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      return HexFormat.of()
          .formatHex(bytes.length <= 4 ? bytes : Arrays.copyOf(bytes, IPV6_NETWORK_BYTES));
    } catch (IllegalArgumentException e) {
      // Jetty tells literals; what is none is still one key, as it is one peer.
      return address;
    }
  }

  /** Of what the request shows; secrets are not kept. */
  private static @Nullable String fingerprint(Context ctx) {
    String credentials = ctx.header("Authorization");
    if (credentials == null) {
      return null;
    }
    if (credentials.startsWith(SignedRequest.SCHEME)) {
      // No two signatures are alike, so it is who signs, and where.
      String accessKeyId = accessKeyId(ctx);
      return accessKeyId == null ? null : "signed:" + accessKeyId + "@" + network(ctx.ip());
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(credentials.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Who says to have signed the request; null where it is not signed. */
  private static @Nullable String accessKeyId(Context ctx) {
    String credentials = ctx.header("Authorization");
    if (credentials == null) {
      return null;
    }
    Matcher signed = ACCESS_KEY_ID.matcher(credentials);
    return signed.matches() ? signed.group(1) : null;
  }
}
