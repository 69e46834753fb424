package io.meterhouse.kit.http.error;

import java.util.LinkedHashMap;
import java.util.Map;

/** Errors in the words of RFC 6749 §5.2, which has few. */
final class OAuthErrors {

  private OAuthErrors() {}

  static Map<String, Object> envelope(ApiException problem) {
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("error", code(problem));
    envelope.put("error_description", description(problem.text()));
    return envelope;
  }

  private static String code(ApiException problem) {
    if (problem.code() instanceof OAuthError ours) {
      return ours.code();
    }
    return switch (problem.code().fault()) {
      case CALLER, NOBODY -> OAuthError.INVALID_REQUEST.code();
      case SERVER -> "server_error";
      case DEPENDENCY -> "temporarily_unavailable";
    };
  }

  /** The RFC allows printable ASCII without quotes and backslashes. */
  private static String description(String text) {
    return text.replaceAll("[^\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]", "?");
  }
}
