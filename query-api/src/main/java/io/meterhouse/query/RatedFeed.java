package io.meterhouse.query;

import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One reader's pull from the feed of billing items. */
public record RatedFeed(RatedItems.Selection selection, PageRequest request) {

  /**
   * What a pull gives.
   *
   * @param nextPageToken null where nothing more has changed yet
   * @param resumeToken where to go on later; always there
   * @param finalUntil items of cycles that ended by then change no more; null: nobody can say
   */
  public record Page(
      List<RatedItem> items,
      @Nullable String nextPageToken,
      String resumeToken,
      @Nullable Instant finalUntil) {}

  /**
   * @throws io.meterhouse.kit.http.ApiException 400 with every problem
   */
  public static RatedFeed read(QueryParams params, Paging paging) {
    TenantId tenant = params.tenant("tenantId");
    UUID cycle = params.as("billingCycleId", RatedFeed::uuid);
    String scope = params.as("scopeId", Texts::line);
    String meter = params.as("meter", Texts::line);
    PageRequest request = PageRequest.readCamelCase(params, paging);
    params.check();
    return new RatedFeed(
        new RatedItems.Selection(Objects.requireNonNull(tenant), cycle, scope, meter), request);
  }

  /**
   * The items of this pull.
   *
   * @throws io.meterhouse.kit.http.ApiException 400 for a token that is not of this question
   */
  public Page page(RatedItems items) {
    List<String> scope = scope();
    RatedItem.Position start = start(request.position(scope, 2));
    // Before the items: what is final by then is among what can be read after it.
    @Nullable Instant finalUntil = items.finalUntil(selection).orElse(null);
    List<RatedItem> found = items.changedAfter(selection, start, request.size() + 1);
    List<RatedItem> shown = request.trim(found);
    RatedItem.Position end = shown.isEmpty() ? start : shown.getLast().position();
    return new Page(
        shown,
        request.next(scope, found, item -> parts(item.position())),
        request.token(scope, parts(end)),
        finalUntil);
  }

  private RatedItem.Position start(List<String> parts) {
    if (parts.isEmpty()) {
      return RatedItem.Position.START;
    }
    try {
      return new RatedItem.Position(
          Long.parseUnsignedLong(parts.getFirst()), UUID.fromString(parts.getLast()));
    } catch (IllegalArgumentException e) {
      throw request.malformed();
    }
  }

  private static List<String> parts(RatedItem.Position position) {
    return List.of(Long.toUnsignedString(position.changedIn()), position.id().toString());
  }

  private List<String> scope() {
    return List.of(
        "rated-items",
        selection.tenant().value(),
        String.valueOf(selection.billingCycleId()),
        String.valueOf(selection.scopeId()),
        String.valueOf(selection.meter()));
  }

  private static UUID uuid(String text) {
    // UUID.fromString also takes "1-1-1-1-1".
    if (text.length() != 36) {
      throw new IllegalArgumentException("'%s' (expected: a UUID)".formatted(Texts.shorten(text)));
    }
    return UUID.fromString(text);
  }
}
