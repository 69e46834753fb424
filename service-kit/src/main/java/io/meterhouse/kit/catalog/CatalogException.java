package io.meterhouse.kit.catalog;

/** The catalogue could not be brought up to date in time; whoever asked must not go on without. */
public final class CatalogException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CatalogException(String message) {
    super(message);
  }

  CatalogException(String message, Throwable cause) {
    super(message, cause);
  }
}
