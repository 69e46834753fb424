package io.meterhouse.ingest.http;

import io.javalin.http.Context;
import io.meterhouse.ingest.BodyReader;
import io.meterhouse.ingest.EventFormat;
import io.meterhouse.ingest.Ingest;
import io.meterhouse.ingest.IngestConfig;
import io.meterhouse.ingest.IngestMeters;
import io.meterhouse.ingest.Sender;
import io.meterhouse.ingest.UsageLogException;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.Bodies;
import io.meterhouse.kit.http.BodyRoom;
import io.meterhouse.kit.http.Exchange;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.Quota;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.kit.http.TenantAccess;
import io.meterhouse.kit.http.error.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** POST of events, of a snapshot, and of snapshots. */
public final class UsageRoutes implements RouteGroup.Operations {

  private static final Logger LOG = LoggerFactory.getLogger(UsageRoutes.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Access WRITE = Access.requires(Scope.USAGE_WRITE);
  private static final String TENANT_HEADER = "X-Tenant-Id";
  private static final List<String> JSON = List.of("application/json");

  private final Ingest ingest;
  private final BodyReader reader;
  private final BodyRoom room;
  private final IngestMeters meters;

  /** Over the decisions of {@code ingest}. */
  public UsageRoutes(Ingest ingest, IngestConfig config, IngestMeters meters) {
    this.ingest = ingest;
    this.meters = meters;
    this.reader = new BodyReader(config.limits());
    // Waiting for room, for the catalogue and for the brokers together stay near the deadline.
    this.room = new BodyRoom(config.maxInflightBytes(), config.ackTimeout().dividedBy(4));
    meters.watchHeld(room::held);
  }

  @Override
  public void register(Routes routes) {
    routes.accept("/api/v1/events", WRITE, room, this::events);
    routes.accept("/api/v1/usage/snapshots", WRITE, room, this::snapshot);
    routes.accept("/api/v1/usage/snapshots:batch", WRITE, room, this::snapshots);
  }

  private void events(Context ctx) throws IOException {
    Ingest.Mode mode = mode(ctx);
    Sender sender = sender(ctx);
    Ingest.Outcome outcome =
        BinaryEvent.isIn(ctx) ? binaryEvent(ctx, mode, sender) : eventsOfBody(ctx, mode, sender);
    BatchAnswer.send(ctx, outcome, false);
  }

  private Ingest.Outcome eventsOfBody(Context ctx, Ingest.Mode mode, Sender sender)
      throws IOException {
    EventFormat format = EventFormat.of(Bodies.mediaType(ctx, EventFormat.mediaTypes()));
    return withBody(
        ctx,
        sender,
        (body, limited) ->
            ingest.takeEvents(
                reader.events(format, body), format.requiresSpecVersion(), mode, limited));
  }

  private Ingest.Outcome binaryEvent(Context ctx, Ingest.Mode mode, Sender sender)
      throws IOException {
    Map<String, String> attributes = BinaryEvent.attributes(ctx.req());
    String dataType = ctx.contentType();
    if (dataType != null) {
      Bodies.mediaType(ctx, BinaryEvent.DATA_TYPES);
    }
    return withBody(
        ctx,
        sender,
        (body, limited) ->
            ingest.takeEvents(reader.event(attributes, dataType, body), true, mode, limited));
  }

  private void snapshot(Context ctx) throws IOException {
    Bodies.mediaType(ctx, JSON);
    QueryParams.of(ctx).check();
    Sender sender = sender(ctx);
    Ingest.Outcome outcome =
        withBody(
            ctx,
            sender,
            (body, limited) ->
                ingest.takeSnapshots(reader.object(body), Ingest.Mode.EACH, limited));
    if (outcome.taken().isEmpty()) {
      throw BatchAnswer.refusal(outcome);
    }
    Answers.json(ctx, 202, new SnapshotAnswer("accepted", outcome.taken().getFirst().ingestId()));
  }

  private void snapshots(Context ctx) throws IOException {
    Bodies.mediaType(ctx, JSON);
    Ingest.Mode mode = mode(ctx);
    Sender sender = sender(ctx);
    Ingest.Outcome outcome =
        withBody(
            ctx,
            sender,
            (body, limited) ->
                ingest.takeSnapshots(reader.array(body, "snapshots"), mode, limited));
    BatchAnswer.send(ctx, outcome, true);
  }

  /** What the commercial operations API answers to one snapshot. */
  private record SnapshotAnswer(String status, String ingestId) {}

  private Ingest.Outcome withBody(
      Context ctx, Sender sender, BiFunction<byte[], Sender, Ingest.Outcome> take)
      throws IOException {
    Quota quota = Quota.of(ctx);
    try {
      byte[] body = Bodies.read(ctx);
      meters.body(body.length);
      // Before it is parsed: a body that cannot be parsed was work all the same.
      quota.useBody(body.length);
      Ingest.Outcome outcome =
          take.apply(body, sender.with(new RequestAllowance(quota, ctx, body.length)));
      meters.over(outcome);
      return outcome;
    } catch (UsageLogException e) {
      quota.giveBack();
      LOG.warn("answered 503 as {}: {}", Exchange.traceId(ctx), e.getMessage(), e.getCause());
      throw ApiException.unavailable(
          e.getMessage() + "; send the same request again, what is there already counts once",
          RETRY_AFTER);
    }
  }

  /** Read before anything is taken, which the refusal of a parameter could not undo. */
  private static Ingest.Mode mode(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    Boolean isAtomic = params.optionalFlag("atomic");
    params.check();
    return Boolean.TRUE.equals(isAtomic) ? Ingest.Mode.ALL_OR_NOTHING : Ingest.Mode.EACH;
  }

  private static Sender sender(Context ctx) {
    return new Sender(TenantAccess.caller(ctx), TenantAccess.inHeader(ctx, TENANT_HEADER));
  }
}
