/*
 * gauss_blur.c - fast approximate Gaussian blur for the preview pane
 *
 * The stacked running sums are those of
 *   E. Elboher and M. Werman, "Efficient and Accurate Gaussian Image
 *   Filtering Using Running Sums", arXiv:1107.4958
 * and the background model follows
 *   Narayana, Hanson, Learned-Miller: Background Modeling Using Adaptive
 *   Pixelwise Kernel Variances in a Hybrid Feature Space (CVPR 2012).
 *
 * Copyright (c) 2014-2016 The Preview Authors. See COPYING.
 */
#include <math.h>
#include <stdlib.h>
#include "preview.h"

#define SIGMA_MAX   1404.6979   /* empirically, do not touch */
#define K_STACK     4

/* TODO: try the triangular grid of "Improving the GPU space of computation
   under triangular domain problems" once we have the CUDA port */

static void running_sum(const float *src, float *dst, int n)
{
    /* See also F. C. Crow, "Summed-area tables for texture mapping", SIGGRAPH '84 */
    double acc = 0.0;
    for (int i = 0; i < n; i++) {
        acc += src[i];          // accumulate in double, floats drift
        dst[i] = (float)acc;
    }
}

// Label smoothing: cf. T. Parag, Enforcing Label and Intensity Consistency for IR Target Detection
// Returns 0 on success, -1 when the window is wider than the image
int gauss_blur(struct image *im, double sigma);
