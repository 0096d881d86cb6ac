package io.github.ple4j.datasets;

/**
 * What theory says of the labels of one draw. With z_k = w_k.x,
 *
 * <pre>
 *   y_k = z_k + sum_i sin(a_i z_k + b_i) + e_k
 *   (z_1, z_2) normal, of mean 0, variance c^2 and correlation p;  e_k normal, of variance s^2
 * </pre>
 *
 * as |w_k| = c and w_1.w_2 = p c^2 (the MMOE paper's section 3.2; Ma et al., KDD 2018). A linear
 * combination u of z_1 and z_2 is normal, so that E[cos(u + t)] = cos(t) exp(-Var(u) / 2), E[sin(u
 * + t)] = sin(t) exp(-Var(u) / 2), and by Stein's lemma E[z_1 g(z_2)] = p c^2 E[g'(z_2)]. Hence
 *
 * <pre>
 *   E[y]                                = sum_i sin(b_i) exp(-a_i^2 c^2 / 2)
 *   E[z_1 z_2]                          = p c^2
 *   E[z_1 sin(a z_2 + b)]               = p c^2 a cos(b) exp(-a^2 c^2 / 2)
 *   E[sin(a z_1 + b) sin(a' z_2 + b')]  = (cos(b - b') exp(-(a^2 - 2 p a a' + a'^2) c^2 / 2)
 *                                        - cos(b + b') exp(-(a^2 + 2 p a a' + a'^2) c^2 / 2)) / 2
 * </pre>
 *
 * the last one from 2 sin(u) sin(v) = cos(u - v) - cos(u + v). With C(p) the covariance of two
 * labels without noise, Cov(y_1, y_2) = C(p), as noises are independent, and Var(y_k) = C(1) + s^2.
 */
final class SyntheticLabels {
  private final double[] alpha; // a_i
  private final double[] beta; // b_i
  private final double c;
  private final double noiseVariance;

  SyntheticLabels(SyntheticFunction function, double c, double noiseVariance) {
    this.alpha = function.alpha();
    this.beta = function.beta();
    this.c = c;
    this.noiseVariance = noiseVariance;
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < alpha.length; i++) {
      sum += Math.sin(beta[i]) * damping(alpha[i] * alpha[i]);
    }
    return sum;
  }

  double variance() {
    return covariance(1) + noiseVariance;
  }

  /** Pearson's coefficient of the two labels at correlation p. */
  double pearson(double p) {
    return covariance(p) / variance();
  }

  private double covariance(double p) {
    double sum = p * c * c; // E[y_1 y_2]
    for (int i = 0; i < alpha.length; i++) {
      double a = alpha[i];
      double b = beta[i];
      sum += 2 * p * c * c * a * Math.cos(b) * damping(a * a);
      for (int j = 0; j < alpha.length; j++) {
        double squares = a * a + alpha[j] * alpha[j];
        double cross = 2 * p * a * alpha[j];
        sum += Math.cos(b - beta[j]) * damping(squares - cross) / 2;
        sum -= Math.cos(b + beta[j]) * damping(squares + cross) / 2;
      }
    }
    return sum - mean() * mean();
  }

  /** What a sine or cosine of a normal angle loses, whose variance is so many c^2. */
  private double damping(double variance) {
    return Math.exp(-variance * c * c / 2);
  }
}
