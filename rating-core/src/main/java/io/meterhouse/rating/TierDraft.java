package io.meterhouse.rating;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A tier as somebody wrote it, unchecked; absent fields are null. */
public record TierDraft(
    @Nullable BigDecimal minQuantity,
    @Nullable BigDecimal maxQuantity,
    @Nullable BigDecimal unitPrice,
    @Nullable BigDecimal percent,
    @Nullable BigDecimal flatFee) {}
