package io.meterhouse.rating;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * A price for a package of units; a package that is begun is paid whole: {@code ⌈quantity /
 * packageSize⌉ × pricePerPackage}. Nothing used is no package.
 */
public record PackagePrice(BigDecimal pricePerPackage, BigDecimal packageSize, Terms terms)
    implements PricingModel {

  /** Checks that the price is not negative and a package holds something. */
  public PackagePrice {
    pricePerPackage = Amounts.requireNotNegative("pricePerPackage", pricePerPackage);
    packageSize = Amounts.requirePositive("packageSize", packageSize);
  }

  /** Rounded up to a whole number of packages, the division has an end and loses nothing. */
  @Override
  public List<RatedLine.Part> parts(BigDecimal quantity) {
    BigDecimal packages = quantity.divide(packageSize, 0, RoundingMode.CEILING);
    return List.of(RatedLine.Part.of("Package", packages, pricePerPackage));
  }

  /** The average of the units used; of a full package where nothing was used. */
  @Override
  public BigDecimal unitPrice(BigDecimal quantity, BigDecimal amount) {
    return quantity.signum() == 0
        ? Amounts.average(pricePerPackage, packageSize, BigDecimal.ZERO)
        : Amounts.average(amount, quantity, BigDecimal.ZERO);
  }
}
