package io.meterhouse.kit.http;

/**
 * A route as it was added.
 *
 * @param method in upper case
 * @param path with its parameters in braces
 */
public record Route(String method, String path, Access access) {

  /** As {@code GET /path}. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
