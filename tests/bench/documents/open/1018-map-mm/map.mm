<map version="1.0.1">
<node CREATED="1400000000000" ID="ID_1" MODIFIED="1400000000001" TEXT="Related work">
<node CREATED="1400000000000" ID="ID_2" POSITION="right" TEXT="upper bounds">
<node ID="ID_3" TEXT="Quantum Hardcore Functions by Complexity-Theoretical Quantum List Decoding"/>
<node ID="ID_4" LINK="http://arxiv.org/abs/1211.5908" TEXT="On the Egalitarian Weights of Nations"/>
</node>
<node ID="ID_5" POSITION="left" TEXT="lower bounds">
<node ID="ID_6" TEXT="Entanglement in a linear coherent feedback chain of nondegenerate optical parametric amplifiers"/>
<node ID="ID_7" TEXT="ask Lena"/>
</node>
</node>
</map>
