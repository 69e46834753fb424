package io.meterhouse.query.http;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.javalin.http.Context;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Answers;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.RouteGroup;
import io.meterhouse.kit.http.Routes;
import io.meterhouse.query.AuditLog;
import io.meterhouse.query.AuditLogEntry;
import io.meterhouse.query.PageRequest;
import io.meterhouse.query.Paging;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows who changed what. */
public record AuditLogRoutes(AuditLog log, Paging paging) implements RouteGroup.Operations {

  @Override
  public void register(Routes routes) {
    routes.get("/api/v1/audit-logs", Access.requires(Scope.AUDIT_READ), this::list);
  }

  private void list(Context ctx) {
    QueryParams params = QueryParams.of(ctx);
    AuditLog.Selection selection = AuditLog.Selection.read(params);
    PageRequest page = PageRequest.read(params, paging);
    params.check();
    List<String> scope = List.of("audit-logs", selection.toString());
    List<AuditLogEntry> found =
        log.find(selection, page.after(scope, Long::valueOf), page.size() + 1);
    Answers.json(
        ctx,
        200,
        new Page(
            page.trim(found).stream().map(View::of).toList(),
            page.next(scope, found, entry -> List.of(Long.toString(entry.id())))));
  }

  private record Page(List<View> auditLogs, @Nullable String nextPageToken) {}

  private record View(
      String entryId,
      @Nullable String tenantId,
      String callerId,
      @Nullable String userId,
      @Nullable String userRole,
      String action,
      String entityType,
      String entityId,
      @JsonRawValue @Nullable String before,
      @JsonRawValue @Nullable String after,
      @Nullable String reason,
      @Nullable String reverses,
      String traceId,
      Instant changedAt) {

    static View of(AuditLogEntry entry) {
      Long reverses = entry.reverses();
      return new View(
          Long.toString(entry.id()),
          entry.tenantId(),
          entry.callerId(),
          entry.userId(),
          entry.userRole(),
          entry.action(),
          entry.entityType(),
          entry.entityId(),
          entry.before(),
          entry.after(),
          entry.reason(),
          reverses == null ? null : reverses.toString(),
          entry.traceId(),
          entry.changedAt());
    }
  }
}
