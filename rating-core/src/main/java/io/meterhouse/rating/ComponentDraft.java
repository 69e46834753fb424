package io.meterhouse.rating;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A component of a hybrid as somebody wrote it, unchecked.
 *
 * @param weight null: 1
 * @param draft its type and config; its currency is null where it names none
 */
public record ComponentDraft(@Nullable BigDecimal weight, ModelDraft draft) {

  BigDecimal weightOrOne() {
    return weight == null ? BigDecimal.ONE : weight;
  }
}
