package io.meterhouse.kit.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request that is signed as a whole, as it came over the line.
 *
 * @param target path and query, not decoded
 * @param headers by lower-case name
 * @param body reads it, within the server's limit and before anything is inflated
 */
public record SignedRequest(
    String method, String target, Map<String, List<String>> headers, Supplier<byte[]> body) {

  /** What an {@code Authorization} header of this kind begins with. */
  public static final String SCHEME = "AWS4-HMAC-SHA256";

  /** Copies. */
  public SignedRequest {
    headers = Map.copyOf(headers);
  }

  /** The value of a header that came once. */
  public Optional<String> header(String lowerCaseName) {
    List<String> values = headers.getOrDefault(lowerCaseName, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** Whether it changes nothing, so that it may come twice. */
  public boolean isSafe() {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }
}
