package io.meterhouse.ingest.http;

import io.javalin.http.Context;
import io.meterhouse.ingest.EventError;
import io.meterhouse.ingest.Ingest;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.Exchange;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.ElementError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a batch is answered: counts and errors; 400 with the family's envelope where none is good.
 */
final class BatchAnswer {

  private BatchAnswer() {}

  static void send(Context ctx, Ingest.Outcome outcome, boolean withIngestIds) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("accepted", outcome.taken().size());
    answer.put("rejected", outcome.refused());
    if (withIngestIds) {
      answer.put("results", outcome.taken());
    }
    answer.put("errors", outcome.errors());
    boolean noneIsGood = outcome.taken().isEmpty() && !outcome.errors().isEmpty();
    if (noneIsGood) {
      answer.put("error", envelope(ctx, refusal(outcome)));
    }
    Answers.json(ctx, noneIsGood ? 400 : 202, answer);
  }

  /** One error for all: their common code, or INVALID_ARGUMENT, and the first one's words. */
  static ApiException refusal(Ingest.Outcome outcome) {
    List<EventError> errors = outcome.errors();
    EventError first = errors.getFirst();
    boolean alike = errors.stream().allMatch(error -> error.code().equals(first.code()));
    String message =
        outcome.refused() == 1
            ? first.message()
            : "none of %d was taken, %d at fault; the first: %s"
                .formatted(outcome.refused(), errors.size(), first.message());
    return new ApiException(
        alike ? new ElementError(first.code()) : ApiError.INVALID_ARGUMENT,
        message,
        first.details());
  }

  private static Map<String, Object> envelope(Context ctx, ApiException refusal) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", refusal.code().code());
    error.put("message", refusal.getMessage());
    error.put("details", refusal.details());
    error.put("trace_id", Exchange.traceId(ctx));
    return error;
  }
}
