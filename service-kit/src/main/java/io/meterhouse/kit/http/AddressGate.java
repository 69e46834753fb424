package io.meterhouse.kit.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import io.meterhouse.kit.config.Rate;
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
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses: after so many requests without a token in force, those of the same
 * address are refused before their token is looked at. Tokens that were in force a moment ago are
 * looked at all the same, so that nobody locks out the others behind a proxy.
 */
final class AddressGate {

  private static final Duration REMEMBER_PROVEN = Duration.ofMinutes(10);

  /** Whoever has a network of IPv6 has all of its addresses: the first half names the network. */
  private static final int IPV6_NETWORK_BYTES = 8;

  private final Rate rate;
  private final MemoryBuckets buckets;
  private final Cache<String, Boolean> proven;

  AddressGate(Rate rate, MemoryBuckets buckets, int maxProven) {
    this.rate = rate;
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
    if (!standing.isTaken() && !isProven(ctx)) {
      throw RateLimitHeaders.refusal(standing);
    }
  }

  /**
   * The request had no token in force, or needs none and costs us work.
   *
   * @throws ApiException 429 where it was one too many
   */
  void count(Context ctx) {
    if (rate.isOff()) {
      return;
    }
    Standing standing = buckets.take(new Charge(limit(ctx), 1));
    if (!standing.isTaken()) {
      throw RateLimitHeaders.refusal(standing);
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

  private Limit limit(Context ctx) {
    return new Limit("address", "requests without a token in force", network(ctx.ip()), rate);
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
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(credentials.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
