package io.meterhouse.kit.http.error;

import java.util.LinkedHashMap;
import java.util.Map;

/** The conventions of a group of routes: how JSON is cased and what an error looks like. */
public enum ErrorFamily {
  /**
   * The commercial operations API, and ours beside it: snake_case, {@code
   * {"error":{code,message,details[],trace_id}}}.
   */
  OPERATIONS {
    @Override
    public Map<String, Object> envelope(ApiException problem, String traceId) {
      return Map.of("error", body(problem, "trace_id", traceId));
    }
  },
  /** The pricing API: camelCase, {@code {"error":"…","code":"…","traceId":"…"}}. */
  PRICING {
    @Override
    public Map<String, Object> envelope(ApiException problem, String traceId) {
      Map<String, Object> envelope = new LinkedHashMap<>();
      envelope.put("error", problem.text());
      envelope.put("code", problem.code().code());
      if (!problem.details().isEmpty()) {
        envelope.put("details", problem.details());
      }
      envelope.put("traceId", traceId);
      return envelope;
    }
  },
  /** The billing service API: camelCase, {@code {"error":{code,message,details,traceId}}}. */
  BILLING {
    @Override
    public Map<String, Object> envelope(ApiException problem, String traceId) {
      return Map.of("error", body(problem, "traceId", traceId));
    }
  },
  /** OAuth 2.0 (RFC 6749 §5.2): {@code {"error":"…","error_description":"…"}}. */
  OAUTH {
    @Override
    public Map<String, Object> envelope(ApiException problem, String traceId) {
      return OAuthErrors.envelope(problem);
    }
  };

  /** The body of the answer. */
  public abstract Map<String, Object> envelope(ApiException problem, String traceId);

  /** The family that a path belongs to, also where no route of ours answers it. */
  public static ErrorFamily ofPath(String path) {
    if (path.startsWith("/api/v1/pricing/") || path.startsWith("/api/v1/billing/")) {
      return PRICING;
    }
    if (path.startsWith("/oauth/") || path.startsWith("/.well-known/")) {
      return OAUTH;
    }
    return path.startsWith("/v1/") ? BILLING : OPERATIONS;
  }

  private static Map<String, Object> body(ApiException problem, String traceName, String traceId) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("code", problem.code().code());
    body.put("message", problem.text());
    body.put("details", problem.details());
    body.put(traceName, traceId);
    return body;
  }
}
