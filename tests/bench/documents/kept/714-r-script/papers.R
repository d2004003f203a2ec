# papers that we code by hand
papers <- data.frame(
  title = c("Efficient routing on multilayered communication networks",
            "Hubs and Clusters in the Evolving U. S. Internal Migration Network",
            "Diversity-Multiplexing Tradeoff in Selective-Fading Multiple-Access MIMO Channels"),
  year = c(2013, 2008, 2008),
  stringsAsFactors = FALSE
)
# see also arXiv:1409.1052
cor(papers$year, c(0.1512, 0.2301, 0.1107))
