package io.meterhouse.kit.access.token;

import java.security.spec.ECParameterSpec;
import org.jose4j.keys.EllipticCurves;

/** The curve of ES256. */
final class P256 {

  private P256() {}

  static boolean is(ECParameterSpec parameters) {
    return parameters.getCurve().equals(EllipticCurves.P256.getCurve())
        && parameters.getGenerator().equals(EllipticCurves.P256.getGenerator());
  }
}
