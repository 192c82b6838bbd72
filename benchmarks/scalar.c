/* The reference task of benchmarks/simulation.py in scalar C: one jury after the other, one ballot
   at a time, with the integer limits that the kernel uses. Two generators: xoshiro128++ (Blackman
   and Vigna 2019), which is fast and keeps a state, and Threefry2x32-13 by address, the kernel's. */

#include <stdint.h>

typedef struct {
    int64_t guilty, not_guilty, hung, ballots;
} tally;

static inline uint32_t turned(uint32_t word, int by) { return word << by | word >> (32 - by); }

static inline uint32_t next(uint32_t s[4]) {
    uint32_t result = turned(s[0] + s[3], 7) + s[0], t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = turned(s[3], 11);
    return result;
}

static inline void threefry(uint32_t x, uint32_t y, const uint32_t key[2], uint32_t out[2]) {
    static const int turns[8] = {13, 15, 26, 6, 17, 29, 16, 24};
    const uint32_t keys[3] = {key[0], key[1], 0x1BD11BDAu ^ key[0] ^ key[1]};
    x += keys[0];
    y += keys[1];
#pragma GCC unroll 13
    for (int i = 0; i < 13; i++) {
        x += y;
        y = turned(y, turns[i % 8]) ^ x;
        if (i % 4 == 3) {
            uint32_t used = (uint32_t)(i / 4 + 1);
            x += keys[used % 3];
            y += keys[(used + 1) % 3] + used;
        }
    }
    out[0] = x;
    out[1] = y;
}

static inline void end(tally *t, int votes, int size, int ballots) {
    t->guilty += votes == size;
    t->not_guilty += votes == 0;
    t->hung += votes != 0 && votes != size;
    t->ballots += ballots;
}

/* start: 13 cumulated limits; down and stay: limits by votes; each draw has 31 bits. */
void with_state(int64_t juries, int cap, int size, const int32_t *start, const int32_t *down,
                const int32_t *stay, const uint32_t seed[4], tally *t) {
    uint32_t s[4] = {seed[0], seed[1], seed[2], seed[3]};
    for (int64_t j = 0; j < juries; j++) {
        int32_t draw = (int32_t)(next(s) >> 1);
        int votes = 0, ballots = 0;
        while (votes < size && draw > start[votes]) votes++;
        while (votes > 0 && votes < size && ballots < cap) {
            draw = (int32_t)(next(s) >> 1);
            votes += (draw > down[votes]) + (draw > stay[votes]) - 1;
            ballots++;
        }
        end(t, votes, size, ballots);
    }
}

void by_address(int64_t juries, int cap, int size, const int32_t *start, const int32_t *down,
                const int32_t *stay, const uint32_t key[2], tally *t) {
    for (int64_t j = 0; j < juries; j++) {
        uint32_t words[2];
        threefry((uint32_t)j, 0xFFFFFFFFu, key, words);
        int32_t draw = (int32_t)(words[0] >> 1);
        int votes = 0, ballots = 0;
        while (votes < size && draw > start[votes]) votes++;
        while (votes > 0 && votes < size && ballots < cap) {
            if (ballots % 2 == 0) threefry((uint32_t)j, (uint32_t)(ballots / 2), key, words);
            draw = (int32_t)(words[ballots % 2] >> 1);
            votes += (draw > down[votes]) + (draw > stay[votes]) - 1;
            ballots++;
        }
        end(t, votes, size, ballots);
    }
}
