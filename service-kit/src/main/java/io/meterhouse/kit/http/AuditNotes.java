package io.meterhouse.kit.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.meterhouse.kit.change.AuditAction;
import io.meterhouse.kit.change.AuditEntry;
import io.meterhouse.kit.change.Redaction;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the request changed, noted by its handler as the API shows it; stored together with the
 * change. A handler that notes neither a change nor that there was none fails.
 */
public final class AuditNotes {

  private static final String NOTES = "meterhouse.auditNotes";

  private final ObjectMapper json;
  private final List<AuditEntry> entries = new ArrayList<>();
  private boolean changedNothing;

  private AuditNotes(ObjectMapper json) {
    this.json = json;
  }

  /** Those of this request. */
  public static AuditNotes of(Context ctx) {
    AuditNotes notes = ctx.attribute(NOTES);
    if (notes == null) {
      notes = new AuditNotes(Json.of(Exchange.family(ctx)));
      ctx.attribute(NOTES, notes);
    }
    return notes;
  }

  /** The entity did not exist before. */
  public void created(@Nullable TenantId tenant, String entityType, String entityId, Object after) {
    changed(tenant, AuditAction.CREATE, entityType, entityId, null, after);
  }

  /** The entity was changed. */
  public void changed(
      @Nullable TenantId tenant,
      AuditAction action,
      String entityType,
      String entityId,
      @Nullable Object before,
      @Nullable Object after) {
    entries.add(new AuditEntry(tenant, action, entityType, entityId, tree(before), tree(after)));
  }

  /**
   * Says of the change that was noted last that it takes an earlier entry back, and gives it as it
   * will be stored.
   */
  public AuditEntry reversing(UUID entry, String reason, Instant at) {
    AuditEntry reversal = entries.removeLast().reversing(entry, reason, at);
    entries.add(reversal);
    return reversal;
  }

  /** The request asked for what is so already. */
  public void nothing() {
    changedNothing = true;
  }

  /** Whether the handler said what it did. */
  boolean isComplete() {
    return changedNothing || !entries.isEmpty();
  }

  List<AuditEntry> entries() {
    return entries;
  }

  private @Nullable JsonNode tree(@Nullable Object view) {
    return view == null ? null : Redaction.of(json.valueToTree(view));
  }
}
