package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.query.BodyInput;
import io.meterhouse.query.MeterState;
import io.meterhouse.query.Meters;
import io.meterhouse.query.Paging;
import io.meterhouse.query.SnapshotQuestion;
import io.meterhouse.query.Usage;
import io.meterhouse.query.UsageAnswer;
import io.meterhouse.query.UsageInput;
import io.meterhouse.query.UsageQuestion;
import io.meterhouse.usagestore.UsagePage;
import io.meterhouse.usagestore.UsageQuery;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers usage: of a meter by window, of snapshots by day. */
public record UsageRoutes(Meters meters, Usage usage, Paging paging)
    implements RouteGroup.Operations {

  private static final Access READ = Access.requires(Scope.USAGE_READ);

  @Override
  public void register(Routes routes) {
    routes
        .get("/api/v1/meters/{code}/query", READ, ctx -> answer(ctx, QueryInput.of(ctx)))
        .ask("/api/v1/meters/{code}/query", READ, this::answerBody)
        .get("/api/v1/usage/snapshots", READ, this::snapshots);
  }

  private void answerBody(Context ctx) throws IOException {
    answer(ctx, new BodyInput(JsonBody.read(ctx)));
  }

  private void answer(Context ctx, UsageInput input) {
    String code = ctx.pathParam("code");
    UsageQuestion question =
        UsageQuestion.read(
            input, code, tenant -> meters.find(tenant, code).map(MeterState::asked), paging);
    UsageQuery query = question.toQuery();
    // Before the rows: what is accepted between the two may be in them, and promises nothing.
    Instant watermark = usage.watermark().orElse(null);
    Answers.json(ctx, 200, UsageAnswer.of(question, usage.usage(query), watermark));
  }

  private void snapshots(Context ctx) {
    SnapshotQuestion question = SnapshotQuestion.read(QueryParams.of(ctx), paging);
    UsageQuery query =
        question.toQuery(
            MeterRoutes.find(meters, question.tenant(), question.metricCode()).asked());
    Instant watermark = usage.watermark().orElse(null);
    UsagePage page = usage.usage(query);
    Answers.json(
        ctx, 200, new Snapshots(question.items(page), watermark, question.nextPageToken(page)));
  }

  private record Snapshots(
      List<SnapshotQuestion.Item> items,
      @Nullable Instant watermark,
      @Nullable String nextPageToken) {}
}
