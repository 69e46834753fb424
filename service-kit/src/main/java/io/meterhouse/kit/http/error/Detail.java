package io.meterhouse.kit.http.error;

/**
 * One thing wrong with a request.
 *
 * @param field path of the field as the client wrote it, for example {@code data.tokens}
 * @param reason what came and what was expected
 */
public record Detail(String field, String reason) {}
