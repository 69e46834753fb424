package io.meterhouse.query;

import io.meterhouse.kit.http.PageTokens;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.kit.http.error.ApiException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list a client wants. The list is read for one row more than a page has, so that
 * the last page is known to be the last.
 *
 * @param tokens makes and reads tokens
 * @param tokenField how the client names the token
 * @param size rows of a page
 * @param token null: the first page
 */
public record PageRequest(PageTokens tokens, String tokenField, int size, @Nullable String token) {

  /** Reads {@code page_size} and {@code page_token}. */
  public static PageRequest read(QueryParams params, Paging paging) {
    QueryLimits limits = paging.limits();
    return new PageRequest(
        paging.tokens(),
        "page_token",
        params.integer("page_size", limits.defaultPageSize(), 1, limits.maxPageSize()),
        params.optionalText("page_token"));
  }

  /** Reads {@code pageSize} and {@code pageToken}. */
  public static PageRequest readCamelCase(QueryParams params, Paging paging) {
    QueryLimits limits = paging.limits();
    return new PageRequest(
        paging.tokens(),
        "pageToken",
        params.integer("pageSize", limits.defaultPageSize(), 1, limits.maxPageSize()),
        params.optionalText("pageToken"));
  }

  /**
   * Where the page before ended; empty for the first page.
   *
   * @param scope everything of the question that has to be the same on every page
   * @throws ApiException 400 for a token that is not of this question
   */
  public List<String> position(List<String> scope, int parts) {
    return token == null ? List.of() : tokens.decode(tokenField, token, scope, parts);
  }

  /**
   * As {@link #position} where it has one part: what {@code reader} makes of it, null for the first
   * page.
   *
   * @throws ApiException 400 for a token that is not of this question
   */
  public <T> @Nullable T after(List<String> scope, Function<String, T> reader) {
    List<String> position = position(scope, 1);
    try {
      return position.isEmpty() ? null : reader.apply(position.getFirst());
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
  }

  /** The rows of this page. */
  public <T> List<T> trim(List<T> found) {
    return found.size() > size ? found.subList(0, size) : found;
  }

  /** The token of the next page; null where the rows found were the last. */
  public <T> @Nullable String next(
      List<String> scope, List<T> found, Function<T, List<String>> position) {
    return found.size() > size ? tokens.encode(scope, position.apply(found.get(size - 1))) : null;
  }

  /** The token of a position, whatever comes after it. */
  public String token(List<String> scope, List<String> position) {
    return tokens.encode(scope, position);
  }

  /** A token whose parts are not what we put there. */
  public ApiException malformed() {
    return ApiException.invalidField(tokenField, "not a token of ours");
  }
}
