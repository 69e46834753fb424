package io.meterhouse.ratingengine;

import io.meterhouse.metering.TenantId;
import io.meterhouse.rating.inforce.PriceTimeline;
import io.meterhouse.ratingengine.billing.BillingLedger;
import io.meterhouse.ratingengine.cycle.BillingCycle;
import io.meterhouse.ratingengine.cycle.CycleKey;
import io.meterhouse.ratingengine.cycle.OwnerSpan;
import io.meterhouse.ratingengine.usage.PriceKey;
import io.meterhouse.ratingengine.usage.UsageCell;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A ledger that dies before one step of its transactions, the first being number 0. */
final class FailingLedger implements BillingLedger {

  private final BillingLedger ledger;
  private final AtomicInteger left;

  FailingLedger(BillingLedger ledger, int step) {
    this.ledger = ledger;
    this.left = new AtomicInteger(step);
  }

  /** Whether the work had fewer steps than that. */
  boolean survives(Runnable work) {
    try {
      work.run();
      return true;
    } catch (Died e) {
      return false;
    }
  }

  @Override
  public Map<TenantId, ZoneId> zones(Collection<TenantId> tenants) {
    return ledger.zones(tenants);
  }

  @Override
  public Map<UsageCell, PriceTimeline> prices(Collection<UsageCell> cells) {
    return ledger.prices(cells);
  }

  @Override
  public List<UsageCell> openCells(PriceKey key, @Nullable String subject) {
    return ledger.openCells(key, subject);
  }

  @Override
  public List<UsageCell> feeCells(PriceKey key, @Nullable String subject) {
    return ledger.feeCells(key, subject);
  }

  @Override
  public List<BillingCycle> cyclesAround(Collection<OwnerSpan> spans) {
    return ledger.cyclesAround(spans);
  }

  @Override
  public Map<CycleKey, BillingCycle> cycles(Collection<CycleKey> keys) {
    return ledger.cycles(keys);
  }

  /** The last step is the commit. */
  @Override
  public void inTransaction(Consumer<Transaction> work) {
    ledger.inTransaction(
        transaction -> {
          work.accept(mortal(transaction));
          step();
        });
  }

  private Transaction mortal(Transaction transaction) {
    return (Transaction)
        Proxy.newProxyInstance(
            Transaction.class.getClassLoader(),
            new Class<?>[] {Transaction.class},
            (proxy, method, arguments) -> {
              step();
              try {
                return method.invoke(transaction, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  private void step() {
    if (left.getAndDecrement() == 0) {
      throw new Died();
    }
  }

  private static final class Died extends RuntimeException {

    private static final long serialVersionUID = 1L;
  }
}
