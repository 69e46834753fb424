package io.meterhouse.ratingengine.postgres;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceBook;
import io.meterhouse.ratingengine.pricing.PriceBookReader;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** Price books from PostgreSQL. Safe for use by several threads. */
public final class PostgresPriceBooks implements PriceBookReader {

  private final Transactions transactions;
  private final ParsedConfigs configs = new ParsedConfigs();

  /** Over a database that is migrated. */
  public PostgresPriceBooks(Jdbi jdbi) {
    transactions = new Transactions(jdbi, "prices");
  }

  @Override
  public PriceBook read(TenantId tenant, UUID modelId, String subject) {
    return transactions.in(handle -> PriceBooks.ofModel(handle, tenant, modelId, subject, configs));
  }
}
