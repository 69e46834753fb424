package io.meterhouse.rating.rule;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the conditions of rules look at. The fields are {@code quantity}, {@code itemType}, {@code
 * scopeType}, {@code scopeId}, {@code deploymentType}, {@code meter} and {@code metadata.NAME}. Any
 * other name is that of a metadata too; one of the built-in names never is, also where what it
 * names is absent. A name in metadata may hold points; else they lead into objects ({@code
 * customer.tier}).
 *
 * @param quantity what was used
 * @param itemType what is billed
 * @param scopeType API name of the kind of scope that is billed, if any
 * @param scopeId who is billed, if anybody
 * @param deploymentType API name of the kind of deployment, if it is known
 * @param meter code of the meter, if one was metered with
 * @param metadata texts, whole numbers, {@link BigDecimal}s, truth values, nulls, and lists and
 *     maps of them
 */
public record RuleFacts(
    BigDecimal quantity,
    String itemType,
    @Nullable String scopeType,
    @Nullable String scopeId,
    @Nullable String deploymentType,
    @Nullable String meter,
    Map<String, Object> metadata) {

  private static final String METADATA = "metadata.";

  /**
   * Keeps a copy of the metadata.
   *
   * @throws IllegalArgumentException if it holds anything else, such as a double
   */
  public RuleFacts {
    metadata = Metadata.copy(metadata);
  }

  /** The field's value; null where it is absent or an object. */
  @Nullable Operand find(String field) {
    return switch (field) {
      case "quantity" -> new Operand.Decimal(quantity);
      case "itemType" -> text(itemType);
      case "scopeType" -> text(scopeType);
      case "scopeId" -> text(scopeId);
      case "deploymentType" -> text(deploymentType);
      case "meter" -> text(meter);
      default ->
          Metadata.find(
              metadata, field.startsWith(METADATA) ? field.substring(METADATA.length()) : field);
    };
  }

  private static @Nullable Operand text(@Nullable String value) {
    return value == null ? null : new Operand.Text(value);
  }
}
