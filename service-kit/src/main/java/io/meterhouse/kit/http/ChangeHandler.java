package io.meterhouse.kit.http;

import com.google.protobuf.ByteString;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.meterhouse.kit.change.ChangeRequest;
import io.meterhouse.kit.change.Changes;
import io.meterhouse.kit.change.IdempotencyKey;
import io.meterhouse.kit.change.IdempotencyKeyException;
import io.meterhouse.kit.change.Outcome;
import io.meterhouse.kit.change.Reply;
import io.meterhouse.kit.change.RequestFingerprint;
import io.meterhouse.kit.http.error.ApiError;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Has a handler's work carried out as one change: see {@link Changes}. */
record ChangeHandler(Changes changes, Handler handler) implements Handler {

  private static final String REPLAYED = "Idempotency-Replayed";
  private static final Duration IN_USE_RETRY_AFTER = Duration.ofSeconds(2);

  @Override
  public void handle(Context ctx) throws Exception {
    ChangeRequest request = request(ctx);
    try {
      send(ctx, changes.carryOut(request, () -> work(ctx)));
    } catch (IdempotencyKeyException e) {
      throw refusal(e.reason());
    }
  }

  private static ChangeRequest request(Context ctx) throws IOException {
    return new ChangeRequest(
        Guard.caller(ctx),
        TenantAccess.actor(ctx),
        RequestFingerprint.of(ctx.method().name(), target(ctx), Bodies.readAndKeep(ctx)),
        key(ctx),
        Exchange.traceId(ctx));
  }

  private static String target(Context ctx) {
    String query = ctx.queryString();
    return query == null ? ctx.path() : ctx.path() + "?" + query;
  }

  private static @Nullable IdempotencyKey key(Context ctx) {
    // A second header of that name has been refused before this.
    String value = ctx.header(IdempotencyKey.HEADER);
    try {
      return value == null ? null : new IdempotencyKey(value);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalidField(IdempotencyKey.HEADER, String.valueOf(e.getMessage()));
    }
  }

  private Outcome work(Context ctx) throws Exception {
    try {
      handler.handle(ctx);
    } catch (ApiException e) {
      if (e.status() >= 500) {
        throw e;
      }
      Answers.error(ctx, e);
      return new Outcome.Refused(reply(ctx));
    }
    AuditNotes notes = AuditNotes.of(ctx);
    if (!notes.isComplete()) {
      throw new IllegalStateException(
          ctx.method() + " " + ctx.path() + " changed something and noted nothing for the audit");
    }
    return new Outcome.Done(reply(ctx), notes.entries());
  }

  private static Reply reply(Context ctx) throws IOException {
    InputStream result = ctx.resultInputStream();
    ByteString body = result == null ? ByteString.EMPTY : ByteString.readFrom(result);
    return new Reply(
        ctx.statusCode(), body.isEmpty() ? null : ctx.res().getContentType(), body, false);
  }

  private static void send(Context ctx, Reply reply) {
    ctx.status(reply.status());
    if (reply.replayed()) {
      ctx.header(REPLAYED, "true");
    }
    if (reply.contentType() != null) {
      ctx.contentType(reply.contentType()).result(reply.body().toByteArray());
    }
  }

  private static ApiException refusal(IdempotencyKeyException.Reason reason) {
    return switch (reason) {
      case REUSED ->
          new ApiException(
              ApiError.IDEMPOTENCY_KEY_REUSED,
              IdempotencyKey.HEADER
                  + " stands for another request (expected: the same method, path and body, or"
                  + " another key)",
              List.of(new Detail(IdempotencyKey.HEADER, "used before for another request")));
      case IN_USE ->
          new ApiException(
              ApiError.IDEMPOTENCY_KEY_IN_USE,
              "a request with this " + IdempotencyKey.HEADER + " is being worked on; send it again",
              List.of(new Detail(IdempotencyKey.HEADER, "in use")),
              Map.of("Retry-After", Long.toString(IN_USE_RETRY_AFTER.toSeconds())));
    };
  }
}
