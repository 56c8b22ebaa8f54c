package org.mollify.experiments.reproduce.images;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.mollify.experiments.frechet.KernelResult;
import org.mollify.experiments.watch.DistanceCurve;

/**
 * What a finished run came to, with its last weights, as the paper has it.
 *
 * @param cell the run
 * @param distance Frechet distance of the samples from the training images
 * @param features name of the feature network
 * @param samples number of samples
 * @param nonFinite how many of the samples hold NaN or infinite values, and count as what a picture
 *     file would hold of them; null where they were not counted, and none holds NaN
 * @param references number of training images
 * @param kernel kernel distance of the same features
 * @param bound mean log-likelihood of test images, nats in raw units; a bound by one draw of noise
 *     where the model needs noise
 * @param epochs epochs of the run
 * @param steps steps of the run
 * @param trainingImages images it was trained on
 * @param seconds seconds of training
 * @param quick whether it is the small protocol
 * @param settings the whole configuration, to compare with today's
 * @param revision revision of the code
 * @param device device of the training
 * @param machine the machine in words
 * @param finished when it was measured
 * @param curve distances along the training, of fewer samples
 */
public record ImageScore(
    ImageCell cell,
    double distance,
    String features,
    int samples,
    Integer nonFinite,
    long references,
    KernelResult kernel,
    Double bound,
    int epochs,
    long steps,
    int trainingImages,
    double seconds,
    boolean quick,
    JsonNode settings,
    String revision,
    String device,
    String machine,
    String finished,
    List<DistanceCurve.Point> curve) {}
