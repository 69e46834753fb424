package io.meterhouse.kit.wire;

/** JSON that cannot be taken; the code is stable. */
public final class JsonDataException extends RuntimeException {

  /** Not JSON, not UTF-8, a key twice in one object, or half a surrogate pair. */
  public static final String INVALID_JSON = "INVALID_JSON";

  /** Nested deeper than the limit. */
  public static final String JSON_TOO_DEEP = "JSON_TOO_DEEP";

  /** More properties than the limit. */
  public static final String TOO_MANY_PROPERTIES = "TOO_MANY_PROPERTIES";

  /** More items of arrays than the limit. */
  public static final String TOO_MANY_ITEMS = "TOO_MANY_ITEMS";

  private static final long serialVersionUID = 1L;

  private final String code;

  /** Tells what came and what was expected. */
  public JsonDataException(String code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  /** One of the constants of this class. */
  public String code() {
    return code;
  }

  /** What came and what was expected. */
  public String reason() {
    String message = getMessage();
    return message == null ? code : message;
  }
}
